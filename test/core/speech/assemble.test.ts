import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Doubt, Segment } from '../../../src/contract/memos.ts'
import { assemble } from '../../../src/main/core/speech/assemble.ts'

const EVERYWHERE = [{ startSeconds: 0, endSeconds: 10_000 }]

const segments = (...texts: readonly string[]): readonly Segment[] =>
  texts.map((text, index) => ({ startSeconds: index * 4, endSeconds: index * 4 + 3, text }))

const doubtsOf = (heard: readonly Segment[], spans = EVERYWHERE): readonly (readonly Doubt[])[] =>
  assemble([{ segments: heard, language: 'en', engine: 'whisper.cpp' }], spans).segments.map(({ doubtful }) => doubtful ?? [])

describe('assembling a transcript', () => {
  it('keeps every word, in order, whatever the engine gave', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}[.,!?]?$/)
    const segment = fc.tuple(fc.array(word, { maxLength: 12 }), fc.double({ min: 0, max: 3, noNaN: true }), fc.double({ min: 0, max: 20, noNaN: true }))
    fc.assert(
      fc.property(fc.array(fc.array(segment, { maxLength: 10 }), { maxLength: 4 }), (windows) => {
        let at = 0
        const heard = windows.map((window) =>
          window.map(([words, gap, length]) => {
            const startSeconds = at + gap
            at = startSeconds + length
            return { startSeconds, endSeconds: at, text: ` ${words.join('  ')} ` }
          }),
        )
        const written = assemble(heard.map((one) => ({ segments: one, language: 'en', engine: 'whisper.cpp' })), [])
        expect(written.segments.map(({ text }) => text).join(' ').split(' ').filter(Boolean)).toEqual(windows.flat().flatMap(([words]) => words))
        expect(written.doubts.length).toBe(written.segments.filter(({ doubtful }) => doubtful !== undefined).length)
      }),
    )
  })

  it('marks nothing in a clean transcript', () => {
    const heard = segments('We need tea and flour.', 'No, no, no, that is mine.', 'Call Maria about the budget.', 'Thank you.', 'The flight to Paris leaves at noon.')
    expect(doubtsOf(heard)).toEqual([[], [], [], [], []])
  })

  it('marks a phrase that goes round inside a segment', () => {
    expect(doubtsOf(segments('and then we went and then we went and then we went'))).toEqual([['repetition']])
  })

  it('marks segments that come again in a row or in turn, and not the first saying', () => {
    expect(doubtsOf(segments('Buy some milk.', 'Buy some milk.', 'buy some milk', 'Then go home.'))).toEqual([[], ['repetition'], ['repetition'], []])
    expect(doubtsOf(segments('Yes I do.', 'No you do not.', 'Yes I do.', 'No you do not.', 'Yes I do.', 'No you do not.'))).toEqual([[], [], ['repetition'], ['repetition'], ['repetition'], ['repetition']])
  })

  it('marks more words than a person can say in the time, and hardly any in long speech', () => {
    expect(doubtsOf([{ startSeconds: 1, endSeconds: 1.5, text: 'we should move the budget to Tuesday' }])).toEqual([['pace']])
    expect(doubtsOf([{ startSeconds: 0, endSeconds: 25, text: 'So.' }])).toEqual([['pace']])
  })

  it('marks text where no speech was found, and keeps it', () => {
    const spans = [{ startSeconds: 0, endSeconds: 4 }]
    const written = assemble([{ segments: [...segments('Feed the cat.'), { startSeconds: 20, endSeconds: 23, text: 'Some other words.' }], language: 'en', engine: 'x' }], spans)
    expect(written.segments.map(({ text }) => text)).toEqual(['Feed the cat.', 'Some other words.'])
    expect(written.doubts).toEqual([{ startSeconds: 20, endSeconds: 23, reasons: ['outside-speech'] }])
  })

  it('marks what models make up over silence when hardly any speech is there', () => {
    expect(doubtsOf([{ startSeconds: 0, endSeconds: 0.9, text: ' Thank you.' }], [{ startSeconds: 0, endSeconds: 0.35 }])).toEqual([['outside-speech']])
  })

  it('marks words that the engine itself holds improbable', () => {
    const words = [{ startSeconds: 0, endSeconds: 1, text: 'Feed', probability: 0.2 }, { startSeconds: 1, endSeconds: 2, text: 'them.', probability: 0.3 }]
    expect(doubtsOf([{ startSeconds: 0, endSeconds: 2, text: 'Feed them.', words }])).toEqual([['low-probability']])
  })

  it('marks what the engine was far less sure of than of the rest, and nothing where it is unsure of all alike', () => {
    const said = (texts: readonly string[], probabilities: readonly number[]): Segment[] =>
      texts.map((text, index) => ({ startSeconds: index, endSeconds: index + 0.9, text, words: [{ startSeconds: index, endSeconds: index + 0.9, text, probability: probabilities[index] ?? 1 }] }))
    const texts = ['We need tea.', 'Feed the cat.', 'Call Anna.', 'Lock the door.']
    expect(doubtsOf(said(texts, [0.97, 0.98, 0.75, 0.96]))).toEqual([[], [], ['low-probability'], []])
    expect(doubtsOf(said(texts, [0.75, 0.7, 0.72, 0.78]))).toEqual([[], [], [], []])
  })

  it('joins pieces of one sentence with their words, and not two sentences or over a pause', () => {
    const written = assemble([{ language: 'en', engine: 'x', segments: [
      { startSeconds: 0, endSeconds: 1, text: 'We should', words: [{ startSeconds: 0, endSeconds: 1, text: 'We' }] },
      { startSeconds: 1.1, endSeconds: 2, text: 'move it.', words: [{ startSeconds: 1.1, endSeconds: 2, text: 'it.' }] },
      { startSeconds: 2.1, endSeconds: 3, text: 'And then', words: [] },
      { startSeconds: 5, endSeconds: 6, text: 'rest.', words: [] },
    ] }], EVERYWHERE)
    expect(written.segments.map(({ text, words }) => [text, words?.length])).toEqual([['We should move it.', 2], ['And then', 0], ['rest.', 0]])
  })

  it('takes the language most of the text is in, and says nothing was said where there is none', () => {
    const window = (language: string, text: string) => ({ language, engine: 'whisper.cpp', segments: segments(text) })
    expect(assemble([window('nn', 'Hm.'), window('de', 'Das Treffen ist am Dienstag.')], EVERYWHERE)).toMatchObject({ language: 'de', engine: 'whisper.cpp' })
    expect(assemble([], [])).toEqual({ segments: [], language: 'und', engine: '', speechSeconds: 0, doubts: [] })
  })
})
