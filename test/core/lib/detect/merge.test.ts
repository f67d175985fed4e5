import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DETAIL_KINDS } from '../../../../src/contract/privacy.ts'
import { mergeFinds } from '../../../../src/main/core/lib/detect/merge.ts'

const find = fc.record({ kind: fc.constantFrom(...DETAIL_KINDS), start: fc.nat(60), length: fc.nat(20), weight: fc.integer({ min: 1, max: 4 }) }).map(({ length, ...each }) => ({ ...each, end: each.start + length }))
const covered = (stretches: readonly { readonly start: number; readonly end: number }[]): readonly number[] => [...new Set(stretches.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, index) => start + index)))].toSorted((a, b) => a - b)

describe('finds that overlap', () => {
  it('cover the same characters when they are merged, each once and in order', () => {
    fc.assert(
      fc.property(fc.array(find, { maxLength: 15 }), (finds) => {
        const details = mergeFinds(finds)
        expect(covered(details)).toEqual(covered(finds))
        for (const [index, { start, end }] of details.entries()) {
          expect(end).toBeGreaterThan(start)
          expect(start).toBeGreaterThanOrEqual(details[index - 1]?.end ?? 0)
        }
      }),
    )
  })

  it('are of the surest kind, and of the longer one where they are as sure', () => {
    expect(mergeFinds([{ kind: 'phone', start: 0, end: 16, weight: 2 }, { kind: 'card', start: 0, end: 16, weight: 3 }])).toEqual([{ kind: 'card', start: 0, end: 16 }])
    expect(mergeFinds([{ kind: 'phone', start: 4, end: 8, weight: 2 }, { kind: 'address', start: 0, end: 16, weight: 2 }])).toEqual([{ kind: 'address', start: 0, end: 16 }])
  })

  it('are a person where a listed name stands in an address', () => {
    expect(mergeFinds([{ kind: 'person', start: 0, end: 3, weight: 4 }, { kind: 'address', start: 0, end: 16, weight: 2 }])).toEqual([{ kind: 'person', start: 0, end: 16 }])
  })
})
