import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { createFileCursor } from '../../core/lib/file-cursor.ts'
import { furtherParts } from '../../core/lib/model-parts.ts'
import type { ModelShape, ReadModelShape } from '../../core/ports/index.ts'
import { type GgufValue, walkGgufEntries } from './gguf-entries.ts'

const TEMPLATE_KEY = 'tokenizer.chat_template'
const TEMPLATE_BYTES = 256 * 1024
const MOST_KEPT = 1000

/** What `general.file_type` counts, in llama.cpp's words. */
const FILE_TYPES: Readonly<Record<number, string>> = {
  0: 'F32', 1: 'F16', 2: 'Q4_0', 3: 'Q4_1', 7: 'Q8_0', 8: 'Q5_0', 9: 'Q5_1', 10: 'Q2_K', 11: 'Q3_K_S', 12: 'Q3_K_M', 13: 'Q3_K_L', 14: 'Q4_K_S', 15: 'Q4_K_M', 16: 'Q5_K_S', 17: 'Q5_K_M', 18: 'Q6_K',
  19: 'IQ2_XXS', 20: 'IQ2_XS', 21: 'Q2_K_S', 22: 'IQ3_XS', 23: 'IQ3_XXS', 24: 'IQ1_S', 25: 'IQ4_NL', 26: 'IQ3_S', 27: 'IQ3_M', 28: 'IQ2_S', 29: 'IQ2_M', 30: 'IQ4_XS', 31: 'IQ1_M', 32: 'BF16', 36: 'TQ1_0', 37: 'TQ2_0', 38: 'MXFP4',
}

/** Reads what a GGUF file says of its shape, and keeps it until the file changes. */
export const createReadModelShape = (): ReadModelShape => {
  const kept = new Map<string, { readonly identity: string; readonly shape: ModelShape | null }>()
  return (path) => {
    let file: number
    try {
      file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    } catch {
      kept.delete(path)
      return null
    }
    try {
      const { dev, ino, size, mtimeMs } = fstatSync(file)
      const furtherBytes = furtherParts(path).reduce((bytes, part) => bytes + (statSync(part, { throwIfNoEntry: false })?.size ?? 0), 0)
      const identity = `${dev}:${ino}:${size}:${mtimeMs}:${furtherBytes}`
      const before = kept.get(path)
      if (before?.identity === identity) return before.shape
      const head = readShape(file, path, size)
      const shape = head && { ...head, fileBytes: size + furtherBytes }
      const [oldest] = kept.keys()
      if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest)
      kept.set(path, { identity, shape })
      return shape
    } catch {
      return null
    } finally {
      closeSync(file)
    }
  }
}

const readShape = (file: number, path: string, fileBytes: number): ModelShape | null => {
  const values = new Map<string, GgufValue>()
  try {
    const cursor = createFileCursor(fileBytes, (into, offset) => readSync(file, into, 0, into.length, offset))
    if (cursor.bytes(4).toString('latin1') !== 'GGUF') return null
    const head = walkGgufEntries(cursor, (key) => (key === TEMPLATE_KEY ? TEMPLATE_BYTES : key.startsWith('general.') ? 256 : 0), (key, value) => void values.set(key, value))
    if (head === null) return null
  } catch {
    // Cut short, or not readable: `inspectModel` says so in words.
    return null
  }
  const architecture = text(values.get('general.architecture'))
  if (architecture === null) return null
  const own = (key: string): GgufValue | undefined => values.get(`${architecture}.${key}`)
  const tokens = values.get('tokenizer.ggml.tokens')
  const heads = own('attention.head_count')
  return {
    architecture,
    fileBytes,
    layers: number(own('block_count')),
    embedding: number(own('embedding_length')),
    heads: number(Array.isArray(heads) ? Math.max(...heads) : heads),
    keptHeads: numbers(own('attention.head_count_kv')) ?? numbers(heads),
    keyWidth: number(own('attention.key_length')),
    valueWidth: number(own('attention.value_length')),
    vocabulary: number(own('vocab_size')) ?? (typeof tokens === 'object' && 'count' in tokens ? tokens.count : null),
    trainTokens: number(own('context_length')),
    slidingWindow: number(own('attention.sliding_window')),
    quantisation: FILE_TYPES[number(values.get('general.file_type')) ?? -1] ?? null,
    parameters: text(values.get('general.size_label')) ?? /(?:^|[-_])(\d+(?:\.\d+)?[BM])(?=[-_.]|$)/i.exec(basename(path))?.[1]?.toUpperCase() ?? null,
    chatTemplate: text(values.get(TEMPLATE_KEY)),
  }
}

// A count of nothing says nothing.
const number = (value: GgufValue | undefined): number | null => (typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null)
const text = (value: GgufValue | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null)
const numbers = (value: GgufValue | undefined): number | readonly number[] | null => (Array.isArray(value) ? value : number(value))
