// The recordings that the benches work on, made by ffmpeg from the shared ones. Nothing of them stays.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { missing, shared } from '../shared.ts'

const run = promisify(execFile)

const SHORT = ['01-short-us-male', '02-short-us-deep', '03-short-us-female', '04-short-us-female2', '05-short-gb', '06-short-scotland'].map((name) => `audio/${name}.m4a`)
const LONG = ['07-mid-us', '08-mid-gb-female', '09-mid-us-deep', '10-long-us'].map((name) => `audio/${name}.m4a`)

export const SPEECH_MODEL = 'models/nanowhisper-en-q5_0.bin'
export const VAD_MODEL = 'models/silero-vad-v6.2.0.bin'

/** True when the shared recordings or models are not here: a bench then says that it is skipped. */
export const noRecordings = (): boolean => missing(...SHORT, ...LONG, SPEECH_MODEL, VAD_MODEL)

/** Gives a folder that is gone when the work is done. */
export const withFolder = async <Result>(work: (folder: string) => Promise<Result>): Promise<Result> => {
  const folder = await mkdtemp(join(tmpdir(), 'freehold-bench-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const ffmpeg = (args: readonly string[]): Promise<unknown> => run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args])

/** Five minutes of speech as a phone records it. */
export const makeMemo = async (path: string): Promise<void> => {
  const inputs = LONG.flatMap((name) => ['-i', shared(name)])
  const joined = `${LONG.map((_, index) => `[${index}:a]`).join('')}concat=n=${LONG.length}:v=0:a=1`
  await ffmpeg([...inputs, '-filter_complex', joined, '-t', '300', '-ac', '1', '-ar', '48000', '-c:a', 'aac', '-b:a', '64k', path])
}

/** The same length with every other half minute silent. */
export const silenceHalf = (from: string, to: string): Promise<unknown> => ffmpeg(['-i', from, '-af', "volume=enable='gte(mod(t,60),30)':volume=0", '-c:a', 'aac', '-b:a', '64k', to])

/** Three hours in which somebody says a sentence every ten minutes. */
export const makeThreeHours = async (folder: string, path: string): Promise<void> => {
  const unit = join(folder, 'ten-minutes.m4a')
  await ffmpeg(['-i', shared(SHORT[0] ?? ''), '-af', 'apad', '-t', '600', '-ac', '1', '-ar', '48000', '-c:a', 'aac', '-b:a', '64k', unit])
  await ffmpeg(['-stream_loop', '17', '-i', unit, '-c', 'copy', path])
}

/** Short memos, each with content of its own: a box at the end that players pass over holds its number. */
export const makeShortMemos = async (folder: string, count: number): Promise<readonly string[]> => {
  const originals = await Promise.all(SHORT.map((name) => readFile(shared(name))))
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const path = join(folder, `Memo ${String(index + 1).padStart(4, '0')}.m4a`)
      await writeFile(path, Buffer.concat([originals[index % originals.length] ?? Buffer.alloc(0), numberedBox(index)]))
      return path
    }),
  )
}

const numberedBox = (index: number): Buffer => {
  const box = Buffer.alloc(16)
  box.writeUInt32BE(16, 0)
  box.write('free', 4, 'latin1')
  box.writeBigUInt64BE(BigInt(index + 1), 8)
  return box
}
