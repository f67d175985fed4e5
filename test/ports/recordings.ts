import { execFileSync } from 'node:child_process'
import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'

/** Whether recordings can be made here: every test that needs one is skipped by name without ffmpeg. */
export const cannotRecord = ((): boolean => {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' })
    return false
  } catch {
    return true
  }
})()

/** Makes a recording of a tone (or of any other ffmpeg input) with whatever arguments come before the file. */
export const record = (path: string, seconds: number, args: readonly string[] = [], input = 'sine=440:sample_rate=44100'): string => {
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', '-f', 'lavfi', '-i', `${input}${input.includes('=') ? ':' : '='}duration=${seconds}`, ...args, `file:${path}`])
  return path
}

/** A copy of which only the first part is left; with `padded`, the rest is zeros, as a broken copy leaves it. */
export const cut = (from: string, to: string, share: number, padded = false): string => {
  copyFileSync(from, to)
  const sizeBytes = readFileSync(from).length
  truncateSync(to, Math.floor(sizeBytes * share))
  if (padded) truncateSync(to, sizeBytes)
  return to
}

/** A copy in which some bytes stand for others, everywhere; both are of one length. */
export const replaceBytes = (from: string, to: string, old: string, fresh: string): string => {
  writeFileSync(to, readFileSync(from).toString('latin1').replaceAll(old, fresh), 'latin1')
  return to
}

/** A WAV file of silence, by bytes: so that it can be wrong in ways no program writes. */
export const wavBytes = (sampleCount: number, rate: number): Buffer => {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(36 + sampleCount * 2, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(sampleCount * 2, 40)
  return Buffer.concat([header, Buffer.alloc(sampleCount * 2)])
}
