import { describe, expect, it } from 'vitest'
import { chooseThreads, countCores } from '../../../src/main/adapters/engine-process/choose-threads.ts'

describe('the threads of an engine', () => {
  it('are counted by cores, whatever their threads', () => {
    expect(countCores('physical id : 0\ncore id : 0\n\nphysical id : 0\ncore id : 0\n\nphysical id : 1\ncore id : 0\n')).toBe(2)
    expect(countCores('processor : 0\n')).toBeNull()
  })

  it('are at least one', () => {
    expect(chooseThreads()).toBeGreaterThanOrEqual(1)
  })
})
