import { describe, expect, it } from 'vitest'
import { createProgress, progressLine } from '../../src/main/cli/progress.ts'

const state = { name: 'walk.m4a', step: 'transcribe', fraction: 0.649, remainingSeconds: 39.2, words: 'and then\nthe bicycle' } as const

describe('progress in a terminal', () => {
  it('says what is done, how far, how long it will take, and the newest words', () => {
    expect(progressLine(state, 100)).toBe('walk.m4a: Writing it down, 64% · about 40 s left · …and then the bicycle')
  })

  it.each([10, 40, 60, 80])('never wraps at %i columns', (columns) => {
    expect(progressLine({ ...state, words: 'word '.repeat(100) }, columns).length).toBeLessThan(columns)
  })

  it('draws nothing where nobody watches', () => {
    const drawn: string[] = []
    const progress = createProgress({ out: () => {}, err: (text) => drawn.push(text), isTerminal: false, columns: 80 })
    progress.show(state)
    progress.clear()
    expect(drawn).toEqual([])
  })
})
