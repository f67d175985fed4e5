import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createStopTexts } from '../../../src/main/adapters/llama/stop-texts.ts'

const told = (stops: readonly string[], pieces: readonly string[]): { readonly text: string; readonly stopped: boolean } => {
  const texts = createStopTexts(stops)
  let all = ''
  for (const piece of pieces) {
    const { text, stopped } = texts.push(piece)
    all += text
    if (stopped) return { text: all, stopped }
  }
  return { text: all + texts.rest(), stopped: false }
}

describe('stop texts', () => {
  it('end a text before the first of them, though it comes in pieces', () => {
    expect(told(['END', '\n\n'], ['one E', 'N', 'D two'])).toEqual({ text: 'one ', stopped: true })
    expect(told(['END'], ['one EN', 'G two'])).toEqual({ text: 'one ENG two', stopped: false })
    expect(told(['aab'], ['aaa', 'ab'])).toEqual({ text: 'aa', stopped: true })
  })

  it('tell the same however the text is cut, and never a part of a stop', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 30 })
    const stops = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 }), { maxLength: 3 })
    fc.assert(
      fc.property(letters, stops, fc.array(fc.nat(29)), (text, wanted, cuts) => {
        const places = [0, ...cuts.filter((at) => at < text.length).toSorted((a, b) => a - b), text.length]
        const pieces = places.slice(1).map((at, index) => text.slice(places[index], at))
        const first = Math.min(...wanted.map((stop) => text.indexOf(stop)).filter((at) => at >= 0))
        const { text: got } = told(wanted, pieces)
        // Cut differently, a longer stop that begins earlier may be seen after a shorter one within it.
        expect(first === Infinity ? got === text : got.length >= first && wanted.every((stop) => !got.includes(stop))).toBe(true)
      }),
    )
  })
})
