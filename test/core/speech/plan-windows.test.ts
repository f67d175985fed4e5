import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planWindows } from '../../../src/main/core/speech/plan-windows.ts'
import type { Span } from '../../../src/main/core/ports/index.ts'

const seconds = (span: Span): number => span.endSeconds - span.startSeconds
const total = (spans: readonly Span[]): number => spans.reduce((sum, span) => sum + seconds(span), 0)

const speech = fc
  .array(fc.record({ silence: fc.double({ min: 0.01, max: 30, noNaN: true }), spoken: fc.double({ min: 0.1, max: 590, noNaN: true }) }), { maxLength: 60 })
  .map((turns) => {
    let at = 0
    return turns.map(({ silence, spoken }) => {
      const startSeconds = at + silence
      at = startSeconds + spoken
      return { startSeconds, endSeconds: at }
    })
  })

describe('planning windows', () => {
  it('covers all speech once, in order, and nothing else', () => {
    fc.assert(
      fc.property(speech, (spans) => {
        const parts = planWindows(spans, spans.at(-1)?.endSeconds ?? 0).flatMap((window) => window.parts)
        expect(parts).toEqual(spans)
      }),
    )
  })

  it('never makes a window longer than 10 minutes, gaps included', () => {
    fc.assert(
      fc.property(speech, (spans) => {
        for (const [index, window] of planWindows(spans, spans.at(-1)?.endSeconds ?? 0).entries()) {
          expect(window.index).toBe(index)
          expect(total(window.parts) + window.gapSeconds * (window.parts.length - 1)).toBeLessThanOrEqual(600 + 1e-6)
        }
      }),
    )
  })

  it('cuts where the silence is longest in the later half of what fits', () => {
    const spans = Array.from({ length: 80 }, (_, index) => ({ startSeconds: index * 10 + (index > 45 ? 20 : 0), endSeconds: index * 10 + 9 + (index > 45 ? 20 : 0) }))
    expect(planWindows(spans, 900).map(({ parts }) => parts.length)).toEqual([46, 34])
  })

  it('makes no window where there is no speech', () => {
    expect(planWindows([], 90)).toEqual([])
  })

  it('keeps speech without any silence whole where it fits, and under the limit where it does not', () => {
    expect(planWindows([{ startSeconds: 0, endSeconds: 200 }, { startSeconds: 200, endSeconds: 400 }], 400).map(({ parts }) => parts)).toEqual([[{ startSeconds: 0, endSeconds: 400 }]])
    const windows = planWindows([{ startSeconds: 0, endSeconds: 1500 }], 1500)
    expect(total(windows.flatMap(({ parts }) => parts))).toBe(1500)
    expect(Math.max(...windows.map(({ parts }) => total(parts)))).toBeLessThanOrEqual(600)
  })

  it('leaves out what lies behind the end of the recording', () => {
    expect(planWindows([{ startSeconds: 5, endSeconds: 12 }, { startSeconds: 13, endSeconds: 14 }], 10).flatMap(({ parts }) => parts)).toEqual([{ startSeconds: 5, endSeconds: 10 }])
  })
})
