import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LARGE_MODEL, makeModel, type ModelShape, RANDOM_MODEL } from '../make-model.ts'

const WRITER = fileURLToPath(new URL('../make-model.ts', import.meta.url))

/** The path given after `--model`. */
export const givenModel = (): string | null => {
  const at = process.argv.indexOf('--model')
  const path = at < 0 ? undefined : process.argv[at + 1]
  // An engine is a child in a folder of its own.
  return path === undefined ? null : resolve(path)
}

/** A model of 58 million parameters that means nothing, made once and kept in a folder of its own among the temporary files. */
export const randomModel = (): string => made('random-58m.gguf', RANDOM_MODEL)

/** The same with 236 million in 8 bits each: reading its weights takes longer than computing with them, as with models that people use. */
export const largeRandomModel = (): string => made('random-236m-q8_0.gguf', LARGE_MODEL)

const made = (name: string, shape: ModelShape): string => {
  const folder = join(tmpdir(), `freehold-bench-${createHash('sha256').update(readFileSync(WRITER)).digest('hex').slice(0, 16)}`)
  const path = join(folder, name)
  if (existsSync(path)) return path
  mkdirSync(folder, { recursive: true })
  makeModel(`${path}.part`, shape)
  renameSync(`${path}.part`, path)
  return path
}
