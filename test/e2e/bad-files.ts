import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { wavBytes } from '../ports/recordings.ts'
import { shared } from '../shared.ts'

const ffmpeg = (...args: readonly string[]): void => void execFileSync('ffmpeg', ['-v', 'error', '-y', ...args])

/** Names in a folder, and what a person should be told of each file: files of which nothing can be written down. */
export const makeBadFiles = (folder: string): ReadonlyMap<string, RegExp> => {
  mkdirSync(folder, { recursive: true })
  const good = readFileSync(shared('audio/01-short-us-male.m4a'))
  const put = (name: string, bytes: Uint8Array | string): void => writeFileSync(join(folder, name), bytes)
  put('empty.m4a', '')
  put('zeros.m4a', Buffer.alloc(100_000))
  put('letter.m4a', 'Dear diary, this was never a recording.\n'.repeat(50))
  put('half.m4a', good.subarray(0, good.length / 2))
  // The name of the codec is all that tells an encrypted track of the iTunes Store.
  put('locked.m4a', Buffer.from(good.toString('latin1').replaceAll('mp4a', 'drms'), 'latin1'))
  put('no-rate.wav', wavBytes(16_000, 0))
  ffmpeg('-f', 'lavfi', '-i', 'testsrc=d=1:s=64x64', join(folder, 'picture.mp4'))
  return new Map([
    ['empty.m4a', /empty/],
    ['zeros.m4a', /nothing but zeros/],
    ['letter.m4a', /text file/],
    ['half.m4a', /not complete/],
    ['locked.m4a', /encrypted/],
    ['no-rate.wav', /not a recording/],
    ['picture.mp4', /no sound/],
    ['gone.m4a', /not there/i],
  ])
}
