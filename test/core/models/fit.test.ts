import { describe, expect, it } from 'vitest'
import { judgeFit, refusalWords } from '../../../src/main/core/models/fit.ts'
import type { FitRequest, HeldModel } from '../../../src/main/core/models/fit.ts'
import { GB } from './rig.ts'

const held = (name: string, gigabytes: number, more: Partial<HeldModel> = {}): HeldModel => ({ id: name.toLowerCase(), name, bytes: gigabytes * GB, busy: false, idleSeconds: 10, ...more })
const judge = (gigabytes: number, more: Partial<FitRequest> = {}) => judgeFit({ neededBytes: gigabytes * GB, measured: false, budgetBytes: 10 * GB, freeBytes: null, contextTokens: 8192, held: [], smaller: { id: 'small', name: 'Small' }, ...more })

describe('whether a model fits', () => {
  it('is said in one sentence with the figures', () => {
    expect(judge(3.6)).toEqual({ verdict: 'well', words: 'Fits well. 3.6 of 10.0 GB.', neededBytes: 3.6 * GB, budgetBytes: 10 * GB, contextTokens: 8192, measured: false, leaves: [], smaller: null })
    expect(judge(9.1)).toMatchObject({ verdict: 'tight', words: 'Tight. 9.1 of 10.0 GB.', smaller: null })
    expect(judge(18.2)).toMatchObject({ verdict: 'no', words: 'Will not fit. Needs 18.2 GB, and 10.0 GB can be spared.', smaller: 'small' })
    expect([judge(8).verdict, judge(8.01).verdict, judge(10).verdict, judge(10.01).verdict]).toEqual(['well', 'tight', 'tight', 'no'])
  })

  it('names who would leave, the one that rested for longest first and what works last', () => {
    const others = [held('Working', 3, { busy: true, idleSeconds: 0 }), held('Fresh', 2, { idleSeconds: 1 }), held('Old', 2, { idleSeconds: 99 })]
    expect(judge(3, { held: others })).toMatchObject({ verdict: 'well', leaves: [], words: 'Fits well. 3.0 of 10.0 GB.' })
    expect(judge(4, { held: others })).toMatchObject({ leaves: ['old'], words: 'Fits well. 4.0 of 10.0 GB. Old would leave.' })
    expect(judge(6, { held: others }).leaves).toEqual(['old', 'fresh'])
    expect(judge(8, { held: others }).leaves).toEqual(['old', 'fresh', 'working'])
  })

  it('is tight while other programs leave too little', () => {
    expect(judge(3.6, { freeBytes: 2 * GB })).toMatchObject({ verdict: 'tight', words: 'Tight. 3.6 of 10.0 GB. Other programs leave 2.0 GB now.' })
    expect(judge(3.6, { freeBytes: 4 * GB }).verdict).toBe('well')
    expect(judge(9, { freeBytes: 2 * GB, held: [held('Old', 8)] })).toMatchObject({ verdict: 'tight', leaves: ['old'], words: 'Tight. 9.0 of 10.0 GB. Old would leave.' })
  })
})

describe('a refused load', () => {
  const refuse = (more: Partial<Parameters<typeof refusalWords>[0]> = {}) => refusalWords({ name: 'gemma-3-12b', neededBytes: 9.1 * GB, roomBytes: 4 * GB, held: [], smaller: { name: 'Gemma 3 4B' }, ...more })

  it('says what to close, or which smaller model to take', () => {
    expect(refuse()).toEqual({ message: 'The model “gemma-3-12b” needs about 9.1 GB of memory, and 4.0 GB can be had.', next: 'Close other programs and try again, or take the smaller “Gemma 3 4B”.' })
    expect(refuse({ smaller: null }).next).toBe('Close other programs and try again.')
  })

  it('names a context that would fit, where the settings ask for a larger one', () => {
    expect(refuse({ contextTokens: 8192 }).next).toBe('Set models.contextTokens to 8192, or take the smaller “Gemma 3 4B”.')
    expect(refuse({ contextTokens: 8192, smaller: null }).next).toBe('Set models.contextTokens to 8192.')
  })

  it('waits for what works where that would be enough', () => {
    const busy = [{ name: 'Parakeet v3', bytes: GB, busy: true }, { name: 'Qwen3 8B', bytes: 6 * GB, busy: true }, { name: 'Idle', bytes: GB, busy: false }]
    expect(refuse({ held: busy }).next).toBe('Wait until “Qwen3 8B” and “Parakeet v3” are done, or take the smaller “Gemma 3 4B”.')
    expect(refuse({ held: busy.slice(1), smaller: null }).next).toBe('Wait until “Qwen3 8B” is done.')
    expect(refuse({ held: busy, roomBytes: GB, smaller: null }).next).toBe('Close other programs and try again.')
  })
})
