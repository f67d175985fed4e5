import { CutShort } from '../../core/lib/file-cursor.ts'
import type { FileCursor } from '../../core/lib/file-cursor.ts'

/** A value of a GGUF's head, as far as somebody wants it: of a list its numbers, or only how many there are. */
export type GgufValue = number | string | readonly number[] | { readonly count: number }

const MAX_ENTRIES = 100_000
const MAX_ARRAY = 2_000_000
// Layers and the like; what is longer is a vocabulary.
const MAX_NUMBERS = 4096
const PIECE_BYTES = 8192
const STRING = 8
const ARRAY = 9
const BOOLEAN = 7
const BYTES_BY_TYPE: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 }

/**
 * Walks the entries of a GGUF's head, in their order; the cursor stands behind the magic, and then before its tensors. `mostBytes` says how
 * long a text is wanted under a key; longer ones, and all others, are passed over. Null for a form that is not known; throws CutShort.
 */
export const walkGgufEntries = (cursor: FileCursor, mostBytes: (key: string) => number, tell: (key: string, value: GgufValue) => void): { readonly tensorCount: number } | null => {
  const version = cursor.u32()
  if (version !== 2 && version !== 3) return null
  const tensorCount = cursor.u64()
  const entries = cursor.u64()
  if (tensorCount > MAX_ENTRIES || entries > MAX_ENTRIES) return null
  for (let entry = 0; entry < entries; entry += 1) {
    const key = readText(cursor, 4096) ?? ''
    const type = cursor.u32()
    const value = type === STRING ? readText(cursor, mostBytes(key)) : type === ARRAY ? readList(cursor) : readNumber(cursor, type)
    if (value !== null) tell(key, value)
  }
  return { tensorCount }
}

const readText = (cursor: FileCursor, mostBytes: number): string | null => {
  const length = cursor.u64()
  if (length > mostBytes) {
    cursor.skip(length)
    return null
  }
  const pieces: Buffer[] = []
  // The cursor gives a little at a time, and the same bytes again and again.
  for (let left = length; left > 0; left -= PIECE_BYTES) pieces.push(Buffer.from(cursor.bytes(Math.min(left, PIECE_BYTES))))
  return Buffer.concat(pieces).toString('utf8')
}

const readList = (cursor: FileCursor): GgufValue => {
  const inner = cursor.u32()
  const count = cursor.u64()
  if (inner === STRING) {
    if (count > MAX_ARRAY) throw new CutShort()
    for (let item = 0; item < count; item += 1) cursor.skip(cursor.u64())
    return { count }
  }
  if (count > MAX_NUMBERS) {
    cursor.skip(count * sizeOf(inner))
    return { count }
  }
  return Array.from({ length: count }, () => readNumber(cursor, inner) ?? 0)
}

const readNumber = (cursor: FileCursor, type: number): number | null => {
  if (type === 4) return cursor.u32()
  if (type === 5) return cursor.i32()
  if (type === 10 || type === 11) return cursor.u64()
  if (type === 0 || type === BOOLEAN) return cursor.bytes(1).readUInt8()
  if (type === 2) return cursor.bytes(2).readUInt16LE()
  cursor.skip(sizeOf(type))
  return null
}

const sizeOf = (type: number): number => {
  const bytes = BYTES_BY_TYPE[type]
  if (bytes === undefined) throw new CutShort()
  return bytes
}
