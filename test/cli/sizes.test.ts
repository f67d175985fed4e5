import { describe, expect, it } from 'vitest'
import { memoryText, sizeText } from '../../src/main/cli/sizes.ts'

describe('sizes on the command line', () => {
  it('are of ten for files, as the Mac counts, and of two for memory, as it is sold', () => {
    expect([1_624_555_275, 7_400_000, 540_000].map(sizeText)).toEqual(['1.6 GB', '7.4 MB', '540 kB'])
    expect([0, 96 * 2 ** 20, 10 * 2 ** 30].map(memoryText)).toEqual(['0 GB', '96 MB', '10.0 GB'])
  })
})
