import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planWindows } from '../../../src/main/core/speech/plan-windows.ts'
import { chooseParts } from '../../../src/main/core/speech/choose-parts.ts'
import type { Span } from '../../../src/main/core/ports/index.ts'

const seconds = (span: Span): number => span.endSeconds - span.startSeconds
const total = (spans: readonly Span[]): number => spans.reduce((sum, span) => sum + seconds(span), 0)

const speech = fc
  .array(fc.record({ silence: fc.double({ min: 0.01, max: 30, noNaN: true }), spoken: fc.double({ min: 0.1, max: 28, noNaN: true }) }), { maxLength: 120 })
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

  it('leaves a span of the full length whole, though its end is off by a hair', () => {
    const span = { startSeconds: 4.2, endSeconds: 32.2 }
    expect(seconds(span)).toBeGreaterThan(28)
    expect(planWindows([span], 60).flatMap(({ parts }) => parts)).toEqual([span])
  })

  it('never makes a window longer than 10 minutes, silences included', () => {
    fc.assert(
      fc.property(speech, (spans) => {
        for (const [index, window] of planWindows(spans, spans.at(-1)?.endSeconds ?? 0).entries()) {
          expect(window.index).toBe(index)
          expect((window.parts.at(-1)?.endSeconds ?? 0) - (window.parts[0]?.startSeconds ?? 0)).toBeLessThanOrEqual(600)
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

  it('cuts speech without any silence to what an engine hears at once, and loses none of it', () => {
    const parts = planWindows([{ startSeconds: 0, endSeconds: 1500 }], 1500).flatMap((window) => window.parts)
    expect(total(parts)).toBeCloseTo(1500)
    expect(Math.max(...parts.map(seconds))).toBeLessThanOrEqual(28)
  })

  it('leaves out what lies behind the end of the recording', () => {
    expect(planWindows([{ startSeconds: 5, endSeconds: 12 }, { startSeconds: 13, endSeconds: 14 }], 10).flatMap(({ parts }) => parts)).toEqual([{ startSeconds: 5, endSeconds: 10 }])
  })
})

describe('choosing what is heard at once', () => {
  const spans = [0, 3, 8, 10, 20, 28.5].map((startSeconds) => ({ startSeconds, endSeconds: startSeconds + 2 }))

  it('leaves every span alone for a model that knows single sentences', () => {
    expect(chooseParts(spans, { sizeBytes: 7_400_000 })).toEqual(spans)
  })

  it('joins near spans for others, over pauses of two seconds at most', () => {
    expect(chooseParts(spans, { sizeBytes: 75_000_000 })).toEqual([
      { startSeconds: 0, endSeconds: 5 },
      { startSeconds: 8, endSeconds: 12 },
      { startSeconds: 20, endSeconds: 22 },
      { startSeconds: 28.5, endSeconds: 30.5 },
    ])
  })

  it('never joins to more than one look of the engine, and loses no speech', () => {
    fc.assert(
      fc.property(speech, (found) => {
        const parts = chooseParts(found, { sizeBytes: 75_000_000 })
        expect(parts.every((part) => seconds(part) <= 28 + 1e-6)).toBe(true)
        expect(found.every((span) => parts.some((part) => part.startSeconds <= span.startSeconds && part.endSeconds >= span.endSeconds))).toBe(true)
      }),
    )
  })
})
