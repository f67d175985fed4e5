import { describe, expect, it } from 'vitest'
import { heardToSegments } from '../../../src/main/adapters/whisper/heard-to-segments.ts'
import { languageOfMost } from '../../../src/main/adapters/whisper/language-of-most.ts'
import { piecesToWords } from '../../../src/main/adapters/whisper/pieces-to-words.ts'
import { repairPieces } from '../../../src/main/adapters/whisper/repair-pieces.ts'

const piece = (text: string, startSeconds: number, endSeconds: number, probability?: number) => ({
  text,
  startSeconds,
  endSeconds,
  ...(probability === undefined ? {} : { probability }),
})

describe('pieces of text from an engine', () => {
  it('become words at spaces, with punctuation and the mean of their probabilities', () => {
    const words = piecesToWords([piece(' Free', 0, 0.2, 0.5), piece('hold', 0.2, 0.4, 0.5), piece(',', 0.4, 0.5), piece(' yes', 0.5, 0.9)])
    expect(words.map(({ text }) => text)).toEqual(['Freehold,', 'yes'])
    expect(words[0]).toMatchObject({ startSeconds: 0, endSeconds: 0.5 })
    expect(words[0]?.probability).toBeCloseTo(0.5)
    expect(words[1]).not.toHaveProperty('probability')
  })

  it('become words one by one in a script without spaces', () => {
    expect(piecesToWords([piece('今日', 0, 1), piece('は', 1, 2)]).map(({ text }) => text)).toEqual(['今日', 'は'])
  })

  it('get back the characters that were cut in half', () => {
    const repaired = repairPieces([piece(' a', 0, 1), piece('\uFFFD', 1, 2), piece('\uFFFD\uFFFD', 2, 3), piece('b', 3, 4)], ' a語b')
    expect(repaired.map(({ text }) => text)).toEqual([' a', '語', '', 'b'])
    expect(repaired[1]).toMatchObject({ startSeconds: 1, endSeconds: 3 })
  })
})

describe('what was heard in a part', () => {
  const part = { startSeconds: 10, endSeconds: 12 }

  it('gets times of the recording, and stays inside the part', () => {
    const pieces = [piece(' one', 0.2, 1), piece(' two', 1, 2.9)]
    expect(heardToSegments([{ startSeconds: 0, endSeconds: 30, text: ' one two', pieces }], part)).toEqual([
      {
        startSeconds: 10,
        endSeconds: 12,
        text: 'one two',
        words: [
          { startSeconds: 10.2, endSeconds: 11, text: 'one' },
          { startSeconds: 11, endSeconds: 12, text: 'two' },
        ],
      },
    ])
  })

  it('never goes back, whatever the engine says', () => {
    const backwards = [piece(' b', 1.5, 1.2), piece(' a', 0.4, 0.9)]
    const [segment] = heardToSegments([{ startSeconds: 1, endSeconds: 1.8, text: ' b a', pieces: backwards }], part)
    expect(segment?.words?.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).toEqual([
      [11.5, 11.5],
      [11.5, 11.5],
    ])
  })
})

describe('the language of a window', () => {
  it('is that of most of its text, for a part of a few words only guesses', () => {
    const part = (language: string | null, text: string) => ({ language, heard: [{ text }] })
    expect(languageOfMost([part('nn', 'Hm.'), part('de', 'Das Treffen ist am Dienstag.'), part('nn', 'Ja.')])).toBe('de')
    expect(languageOfMost([part(null, 'Yes.')])).toBeNull()
  })
})
