import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeModel, RANDOM_MODEL } from '../make-model.ts'

const WRITER = fileURLToPath(new URL('../make-model.ts', import.meta.url))

/** The path given after `--model`. */
export const givenModel = (): string | null => {
  const at = process.argv.indexOf('--model')
  return at < 0 ? null : (process.argv[at + 1] ?? null)
}

/** A model of 58 million parameters that means nothing, made once and kept in a folder of its own among the temporary files. */
export const randomModel = (): string => {
  const folder = join(tmpdir(), `freehold-bench-${createHash('sha256').update(readFileSync(WRITER)).digest('hex').slice(0, 16)}`)
  const path = join(folder, 'random-58m.gguf')
  if (existsSync(path)) return path
  mkdirSync(folder, { recursive: true })
  makeModel(`${path}.part`, RANDOM_MODEL)
  renameSync(`${path}.part`, path)
  return path
}
