import { describe, expect, it } from 'vitest'
import { paragraphOf, toReading, wordAt, wordsOf } from '../../src/renderer/features/memo/paragraphs.ts'
import { barsToPath, toBars } from '../../src/renderer/features/memo/waveform.ts'
import { longSegments, speak } from './fake-memos.ts'

const textOf = (words: readonly { readonly before: string; readonly text: string }[]): string => words.map(({ before, text }) => before + text).join('').trim()

describe('a transcript as it is read', () => {
  it('begins a paragraph after a pause of more than 1.2 seconds', () => {
    const { paragraphs } = toReading([...speak('One two.', 0), ...speak('Three.', 1.5), ...speak('Four.', 4)])
    expect(paragraphs.map(({ words, firstWord, startSeconds }) => [textOf(words), firstWord, startSeconds])).toEqual([
      ['One two. Three.', 0, 0],
      ['Four.', 3, 4],
    ])
  })

  it('breaks speech without pauses at the end of a sentence past sixty words, and at ninety in any case', () => {
    const sentence = 'This is a sentence of eight words here.'
    const even = toReading(speak(Array.from({ length: 30 }, () => sentence).join(' '), 0))
    expect(even.paragraphs.map(({ words }) => words.length).slice(0, 3)).toEqual([64, 64, 64])
    const endless = toReading(speak(Array.from({ length: 200 }, (_, n) => `word${n}`).join(' '), 0))
    expect(endless.paragraphs.map(({ words }) => words.length)).toEqual([90, 90, 20])
  })

  it('loses no word of thirty thousand', () => {
    const segments = longSegments()
    const { paragraphs, starts } = toReading(segments)
    expect(starts.length).toBe(segments.reduce((sum, { words }) => sum + (words?.length ?? 0), 0))
    expect(paragraphs.reduce((sum, { words }) => sum + words.length, 0)).toBe(starts.length)
    expect(starts.length).toBeGreaterThan(30_000)
  })

  it('keeps what stands between words as the text has it', () => {
    const word = (text: string, at: number) => ({ text, startSeconds: at, endSeconds: at + 1 })
    expect(textOf(wordsOf({ startSeconds: 0, endSeconds: 2, text: '你好世界', words: [word('你好', 0), word('世界', 1)] }))).toBe('你好世界')
    expect(textOf(wordsOf({ startSeconds: 0, endSeconds: 2, text: ' Hello there', words: [word(' Hello', 0), word(' there', 1)] }))).toBe('Hello there')
  })

  it('shares a segment’s time among its words when they have none', () => {
    const words = wordsOf({ startSeconds: 10, endSeconds: 20, text: 'four fourteen' })
    expect(words.map(({ startSeconds }) => startSeconds)).toEqual([10, 10 + (10 * 4) / 12])
  })

  it('marks doubt until the person has confirmed it', () => {
    const segment = { startSeconds: 0, endSeconds: 1, text: 'Henning', doubtful: ['low-probability' as const] }
    expect(wordsOf(segment)[0]?.doubtful).toBe(true)
    expect(wordsOf({ ...segment, confirmed: true })[0]?.doubtful).toBe(false)
  })

  it('finds the word and the paragraph of a moment', () => {
    const { paragraphs, starts } = toReading([...speak('One two.', 1), ...speak('Four.', 6)])
    expect([0, 1, 1.4, 5, 6, 99].map((seconds) => wordAt(starts, seconds))).toEqual([-1, 0, 1, 1, 2, 2])
    expect([0, 1, 2].map((word) => paragraphOf(paragraphs, word))).toEqual([0, 0, 1])
  })
})

describe('the waveform', () => {
  it('keeps the loudest moment of each bar', () => expect(toBars([0, 1, 0.2, 0.3], 2)).toEqual([1, 0.3]))
  it('draws silence flat', () => expect(barsToPath([0])).toBe('M1.5 21.4V22.6'))
  it('draws nothing for a recording that is not decoded yet', () => expect(barsToPath(toBars([], 100))).toBe(''))
})
