import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import type { ModelKind } from '../../../contract/models.ts'
import { createFileCursor, CutShort } from '../../core/lib/file-cursor.ts'
import { GGML_MAGIC, readGgml } from '../../core/lib/read-ggml.ts'
import { readGguf } from './read-gguf.ts'

export interface Inspected {
  readonly kind: ModelKind
  readonly fault: string | null
}

/** The fault of a file that ends before its own tables say. */
export const CUT_SHORT = 'The file is cut short: it is still being copied, or its download broke off.'
const NO_MODEL = 'The file is not a model that Freehold can open.'
const NOT_LANGUAGE: Readonly<Record<string, string>> = {
  clip: 'The file is the part of a model that sees pictures; Freehold does not use it.',
  whisper: 'The file is a speech model in a form that Freehold cannot open: the one it opens ends in .bin.',
}

/** What kind of model a file is, by its content and its tables; null when nothing about it says model. */
export const inspectModel = (path: string): Inspected | null => {
  const guess: ModelKind = /\.gguf$/i.test(path) ? 'language' : 'whisper'
  const named = /\.(gguf|bin|ggml)$/i.test(path)
  let file: number
  try {
    // Without O_NONBLOCK a pipe of that name would hold the host for ever.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch {
    return named ? { kind: guess, fault: 'The file cannot be read.' } : null
  }
  let kind: ModelKind = guess
  let known = named
  try {
    const cursor = createFileCursor(fstatSync(file).size, (into, offset) => readSync(file, into, 0, into.length, offset))
    if (cursor.sizeBytes === 0) return named ? { kind, fault: 'The file is empty.' } : null
    const magic = cursor.bytes(4).toString('latin1')
    if (magic === GGML_MAGIC) {
      known = true
      const found = readGgml(cursor)
      return { kind: found?.kind ?? 'whisper', fault: found === null ? NO_MODEL : null }
    }
    if (magic !== 'GGUF') return named ? { kind, fault: NO_MODEL } : null
    known = true
    kind = 'language'
    return judgeGguf(readGguf(cursor), cursor.sizeBytes)
  } catch (error) {
    if (!known) return null
    return { kind, fault: error instanceof CutShort ? CUT_SHORT : 'The file cannot be read.' }
  } finally {
    closeSync(file)
  }
}

const judgeGguf = (facts: ReturnType<typeof readGguf>, sizeBytes: number): Inspected => {
  if (facts === null) return { kind: 'language', fault: NO_MODEL }
  const kind = facts.isEmbedding ? 'embedding' : 'language'
  if (facts.tensorCount === 0) return { kind, fault: 'The file holds only a vocabulary, no model.' }
  if (sizeBytes < facts.neededBytes) return { kind, fault: CUT_SHORT }
  return { kind, fault: facts.architecture === '' ? NO_MODEL : (NOT_LANGUAGE[facts.architecture] ?? null) }
}
