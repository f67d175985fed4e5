import { describe, expect, it } from 'vitest'
import { createBufferTime } from '../../../src/main/adapters/whisper/buffer-time.ts'
import { heardToSegments } from '../../../src/main/adapters/whisper/heard-to-segments.ts'
import { packParts } from '../../../src/main/adapters/whisper/pack-parts.ts'
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

describe('times of a buffer made of parts', () => {
  const parts = [
    { startSeconds: 10, endSeconds: 12 },
    { startSeconds: 60, endSeconds: 61 },
  ]
  const time = createBufferTime(parts, 0.5)

  it('map back to the recording; a time in a gap goes to the nearer part', () => {
    expect([0, 1, 2.1, 2.4, 3, 9].map((at) => time.toRecording(at, time.partAt(at)))).toEqual([10, 11, 12, 60, 60.5, 61])
  })

  it('cut a segment that runs over a join, so that it does not span the silence', () => {
    const pieces = [piece(' one', 0.2, 1), piece(' two', 1, 1.9), piece(' three', 2.6, 3.2)]
    const segments = heardToSegments([{ startSeconds: 0.2, endSeconds: 3.2, text: ' one two three', pieces }], time)
    expect(segments.map(({ text, startSeconds, endSeconds }) => [text, startSeconds, endSeconds])).toEqual([
      ['one two', 10.2, 11.9],
      ['three', 60.1, 60.7],
    ])
  })

  it('never go back, whatever the engine says', () => {
    const backwards = [piece(' b', 1.5, 1.2), piece(' a', 0.4, 0.9)]
    const [segment] = heardToSegments([{ startSeconds: 1, endSeconds: 1.8, text: ' b a', pieces: backwards }], time)
    expect(segment?.words?.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).toEqual([
      [11.5, 11.5],
      [11.5, 11.5],
    ])
  })
})

describe('parts packed for one look each', () => {
  it('keep their order and know where they stand in the whole', () => {
    const parts = [0, 20, 40].map((startSeconds) => ({ startSeconds, endSeconds: startSeconds + 14 }))
    expect(packParts(parts, 0.5, 29)).toEqual([
      { parts: parts.slice(0, 2), offsetSeconds: 0 },
      { parts: parts.slice(2), offsetSeconds: 29 },
    ])
  })
})
