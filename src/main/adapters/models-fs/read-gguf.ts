import { CutShort } from '../../core/lib/file-cursor.ts'
import type { FileCursor } from '../../core/lib/file-cursor.ts'
import { tensorBytes } from '../../core/lib/tensor-size.ts'

export interface GgufFacts {
  readonly architecture: string
  readonly isEmbedding: boolean
  readonly tensorCount: number
  /** Bytes the file must have for its own tables to be true. */
  readonly neededBytes: number
}

const MAX_ENTRIES = 100_000
const MAX_ARRAY = 2_000_000
const EMBEDDING = /bert|embed|t5encoder/
const STRING = 8
const ARRAY = 9
const BYTES_BY_TYPE: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 }

/** What a GGUF file says of itself; the cursor stands behind the magic. Throws CutShort when its tables end early. */
export const readGguf = (cursor: FileCursor): GgufFacts | null => {
  const version = cursor.u32()
  if (version !== 2 && version !== 3) return null
  const tensorCount = cursor.u64()
  const entries = cursor.u64()
  if (tensorCount > MAX_ENTRIES || entries > MAX_ENTRIES) return null

  let architecture = ''
  let alignment = 32
  let isPooled = false
  for (let entry = 0; entry < entries; entry += 1) {
    const key = text(cursor)
    const type = cursor.u32()
    if (key === 'general.architecture' && type === STRING) architecture = text(cursor)
    else if (key === 'general.alignment' && type === 4) alignment = cursor.u32()
    else if (key.endsWith('.pooling_type') && type === 4) isPooled = cursor.u32() !== 0
    else skipValue(cursor, type)
  }

  let dataBytes = 0
  for (let tensor = 0; tensor < tensorCount; tensor += 1) {
    cursor.skip(cursor.u64())
    const dimensions = cursor.u32()
    if (dimensions > 8) throw new CutShort()
    let values = 1
    for (let dimension = 0; dimension < dimensions; dimension += 1) values *= cursor.u64()
    const type = cursor.u32()
    dataBytes = Math.max(dataBytes, cursor.u64() + (tensorBytes(type, values) ?? 0))
  }
  const dataStart = alignment > 0 ? Math.ceil(cursor.offset() / alignment) * alignment : cursor.offset()
  return { architecture, isEmbedding: isPooled || EMBEDDING.test(architecture), tensorCount, neededBytes: dataBytes === 0 ? cursor.offset() : dataStart + dataBytes }
}

const text = (cursor: FileCursor): string => {
  const length = cursor.u64()
  if (length <= 4096) return cursor.bytes(length).toString('utf8')
  cursor.skip(length)
  return ''
}

const skipValue = (cursor: FileCursor, type: number): void => {
  if (type === STRING) return cursor.skip(cursor.u64())
  if (type !== ARRAY) return cursor.skip(sizeOf(type))
  const inner = cursor.u32()
  const count = cursor.u64()
  if (inner !== STRING) return cursor.skip(count * sizeOf(inner))
  if (count > MAX_ARRAY) throw new CutShort()
  for (let item = 0; item < count; item += 1) cursor.skip(cursor.u64())
}

const sizeOf = (type: number): number => {
  const bytes = BYTES_BY_TYPE[type]
  if (bytes === undefined) throw new CutShort()
  return bytes
}
