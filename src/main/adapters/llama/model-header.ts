import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { createFileCursor } from '../../core/lib/file-cursor.ts'

const MAGIC = 'GGUF'
const STRING = 8
const ARRAY = 9
const UINT32 = 4
const UINT64 = 10
const MOST_ENTRIES = 10_000
const BYTES_BY_TYPE: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 }

/**
 * Tokens that a model was made to hold, from the head of its GGUF file; null when the file does not tell or cannot be read. It reads
 * up to that entry, which stands before the long tables.
 */
export const readTrainTokens = (path: string): number | null => {
  try {
    const file = openSync(path, 'r')
    try {
      return contextLength(createFileCursor(statSync(path).size, (into, offset) => readSync(file, into, 0, into.length, offset)))
    } finally {
      closeSync(file)
    }
  } catch {
    return null
  }
}

const contextLength = (cursor: ReturnType<typeof createFileCursor>): number | null => {
  if (cursor.bytes(MAGIC.length).toString('latin1') !== MAGIC) return null
  cursor.u32()
  cursor.u64()
  const entries = Math.min(cursor.u64(), MOST_ENTRIES)
  for (let entry = 0; entry < entries; entry += 1) {
    const key = cursor.bytes(cursor.u64()).toString('utf8')
    const type = cursor.u32()
    if (key.endsWith('.context_length')) return type === UINT32 ? cursor.u32() : type === UINT64 ? cursor.u64() : null
    if (type === STRING) cursor.skip(cursor.u64())
    else if (type !== ARRAY) cursor.skip(BYTES_BY_TYPE[type] ?? Number.NaN)
    else {
      const inner = cursor.u32()
      const count = cursor.u64()
      if (inner !== STRING) cursor.skip(count * (BYTES_BY_TYPE[inner] ?? Number.NaN))
      else for (let item = 0; item < count; item += 1) cursor.skip(cursor.u64())
    }
  }
  return null
}
