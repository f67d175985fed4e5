import { describe, expect, it } from 'vitest'
import { countWordErrors, findWrongWords, wordErrorRate, wordsOf } from './word-error-rate.ts'

describe('word error rate', () => {
  it('finds nothing wrong in the same words, whatever their case and punctuation', () => {
    expect(countWordErrors('Do not forget: the “bill”, please.', 'do NOT forget the bill please')).toEqual({ substitutions: 0, deletions: 0, insertions: 0, words: 6 })
  })

  it('tells a wrong word, a missing word and an invented word apart', () => {
    expect(countWordErrors('we need tea and flour', 'we need sea and flour')).toMatchObject({ substitutions: 1, deletions: 0, insertions: 0 })
    expect(countWordErrors('we need tea and flour', 'we need and flour')).toMatchObject({ substitutions: 0, deletions: 1, insertions: 0 })
    expect(countWordErrors('we need tea and flour', 'we need tea and some flour')).toMatchObject({ substitutions: 0, deletions: 0, insertions: 1 })
  })

  it('counts every word of an empty side', () => {
    expect(countWordErrors('one two three', '')).toMatchObject({ deletions: 3, words: 3 })
    expect(countWordErrors('', 'thank you')).toMatchObject({ insertions: 2, words: 0 })
  })

  it('leaves numbers as they are written', () => {
    expect(wordsOf('It costs 79 dollars.')).toEqual(['it', 'costs', '79', 'dollars'])
    expect(countWordErrors('seventy nine', '79')).toMatchObject({ substitutions: 1, deletions: 1 })
  })

  it('weighs files by their words, and an invented word over silence as wholly wrong', () => {
    expect(wordErrorRate([countWordErrors('a b c d e f g h i', 'a b c d e f g h i'), countWordErrors('x', 'y')])).toBeCloseTo(0.1)
    expect(wordErrorRate([countWordErrors('', 'thank you')])).toBe(1)
    expect(wordErrorRate([countWordErrors('', '')])).toBe(0)
  })

  it('says which of the heard words are wrong', () => {
    expect(findWrongWords('we need tea and flour', 'we need sea and some flour')).toEqual([false, false, true, false, true, false])
    expect(findWrongWords('we need tea and flour', 'we need flour')).toEqual([false, false, false])
    expect(findWrongWords('', 'thank you')).toEqual([true, true])
  })
})
