import { CutShort } from '../../core/lib/file-cursor.ts'
import type { FileCursor } from '../../core/lib/file-cursor.ts'
import { tensorBytes } from '../../core/lib/tensor-size.ts'
import { walkGgufEntries } from './gguf-entries.ts'

export interface GgufFacts {
  readonly architecture: string
  readonly isEmbedding: boolean
  readonly tensorCount: number
  /** Bytes the file must have for its own tables to be true. */
  readonly neededBytes: number
}

const EMBEDDING = /bert|embed|t5encoder/
const DEFAULT_ALIGNMENT = 32

/** What a GGUF file says of itself; the cursor stands behind the magic. Throws CutShort when its tables end early. */
export const readGguf = (cursor: FileCursor): GgufFacts | null => {
  let architecture = ''
  let alignment = DEFAULT_ALIGNMENT
  let isPooled = false
  const head = walkGgufEntries(cursor, (key) => (key === 'general.architecture' ? 4096 : 0), (key, value) => {
    if (key === 'general.architecture' && typeof value === 'string') architecture = value
    else if (key === 'general.alignment' && typeof value === 'number') alignment = value
    else if (key.endsWith('.pooling_type') && typeof value === 'number') isPooled = value !== 0
  })
  if (head === null) return null
  const { tensorCount } = head

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
