import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinLabels, labelsOf, noLabels } from '../../../src/main/core/routing/index.ts'
import { labels } from './policies.ts'

describe('labels', () => {
  it('say where a piece is from and what was found in it, in one order', () => {
    const detection = { details: [{ kind: 'person', start: 0, end: 4 }, { kind: 'iban', start: 9, end: 20 }, { kind: 'person', start: 30, end: 34 }] as const, people: ['Mara'] }
    expect(labelsOf({ origin: 'note', folder: 'Book', tags: ['#Garden', 'garden'] }, detection, ['legal', 'health'])).toEqual({
      sources: [{ origin: 'note', folder: 'Book', tags: ['garden'] }],
      details: ['iban', 'person'],
      topics: ['health', 'legal'],
      people: ['Mara'],
      unsure: false,
    })
  })

  it('are unsure where details could not be looked for; topics are optional', () => {
    expect(labelsOf({ origin: 'chat' }, null, []).unsure).toBe(true)
    expect(labelsOf({ origin: 'chat' }, { details: [], people: [] }, null)).toEqual({ ...noLabels, sources: [{ origin: 'chat' }] })
  })

  it('add up to the same, in whatever order, grouping and number they are joined', () => {
    fc.assert(
      fc.property(labels, labels, labels, (one, other, third) => {
        expect(joinLabels(one, other)).toEqual(joinLabels(other, one))
        expect(joinLabels(joinLabels(one, other), third)).toEqual(joinLabels(one, joinLabels(other, third)))
        expect(joinLabels(one, one)).toEqual(joinLabels(one))
        expect(joinLabels(one, noLabels)).toEqual(joinLabels(one))
        expect(JSON.stringify(joinLabels(one, other))).toBe(JSON.stringify(joinLabels(other, one)))
      }),
    )
  })

  it('only ever add up: nothing that was known is forgotten', () => {
    fc.assert(
      fc.property(labels, labels, (one, other) => {
        const alone = joinLabels(one)
        const joined = joinLabels(one, other)
        for (const key of ['sources', 'details', 'topics', 'people'] as const) expect(joined[key]).toEqual(expect.arrayContaining([...alone[key]]))
        expect(joined.unsure).toBe(one.unsure || other.unsure)
      }),
    )
  })
})
