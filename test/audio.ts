import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { shared } from './shared.ts'

const folder = join(tmpdir(), `freehold-test-pcm-${process.ppid}`)

/** A fixture decoded to 16 kHz mono PCM by ffmpeg, once for each run of the tests; gives the path of the PCM file. */
export const decodedFixture = (name: string): string => {
  const pcmPath = join(folder, `${basename(name)}.pcm`)
  if (existsSync(pcmPath)) return pcmPath
  mkdirSync(folder, { recursive: true })
  const partPath = `${pcmPath}.${process.pid}`
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', shared(name), '-ac', '1', '-ar', '16000', '-f', 's16le', partPath])
  renameSync(partPath, pcmPath)
  return pcmPath
}

export const pcmSeconds = (pcmPath: string): number => readFileSync(pcmPath).length / 32_000
