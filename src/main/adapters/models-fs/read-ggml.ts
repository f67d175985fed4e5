import type { ModelKind } from '../../../contract/models.ts'
import { CutShort } from './file-cursor.ts'
import type { FileCursor } from './file-cursor.ts'
import { tensorBytes } from './tensor-size.ts'

const MAX_VOCABULARY = 1_000_000
const MAX_TENSORS = 100_000

/**
 * What a ggml file holds, by walking its tables to the last tensor; the cursor stands behind the magic. Null when it is
 * none of the kinds that speech engines open. Throws CutShort when the file ends before its tables do.
 */
export const readGgml = (cursor: FileCursor): ModelKind | null => {
  const first = cursor.u32()
  if (first === VAD_NAME.length) return readVad(cursor)
  const head = [first, ...Array.from({ length: 12 }, () => cursor.u32())]
  const at = (index: number): number => head[index] ?? 0
  // Both kinds repeat the number of mel bands before the filter bank, each behind its own count of numbers.
  if (isMelCount(at(9)) && at(11) === at(9)) {
    cursor.skip(at(11) * at(12) * 4)
    skipWords(cursor)
    walkTensors(cursor)
    return 'whisper'
  }
  const [durations = 0, , mels = 0, bins = 0] = Array.from({ length: 4 }, () => cursor.u32())
  if (isMelCount(at(5)) && mels === at(5)) {
    cursor.skip(mels * bins * 4)
    cursor.skip(cursor.u32() * 4) // the window function
    cursor.skip(durations * 4)
    skipWords(cursor)
    walkTensors(cursor)
    return 'parakeet'
  }
  return null
}

const VAD_NAME = 'silero-16k'

const readVad = (cursor: FileCursor): ModelKind | null => {
  if (cursor.bytes(VAD_NAME.length).toString('latin1') !== VAD_NAME) return null
  cursor.skip(5 * 4) // version (three numbers), window, context
  cursor.skip(cursor.u32() * 3 * 4) // encoder layers
  cursor.skip(4 * 4)
  walkTensors(cursor)
  return 'vad'
}

const isMelCount = (count: number): boolean => count === 80 || count === 128

const skipWords = (cursor: FileCursor): void => {
  const words = cursor.u32()
  if (words > MAX_VOCABULARY) throw new CutShort()
  for (let word = 0; word < words; word += 1) cursor.skip(cursor.u32())
}

const walkTensors = (cursor: FileCursor): void => {
  let tensors = 0
  while (!cursor.isAtEnd()) {
    const dimensions = cursor.i32()
    const nameLength = cursor.i32()
    const type = cursor.i32()
    if (dimensions < 0 || dimensions > 4 || nameLength < 0 || nameLength > 1024 || (tensors += 1) > MAX_TENSORS) throw new CutShort()
    let values = 1
    for (let dimension = 0; dimension < dimensions; dimension += 1) values *= cursor.u32()
    cursor.skip(nameLength)
    const bytes = tensorBytes(type, values)
    if (bytes === null) throw new CutShort()
    cursor.skip(bytes)
  }
  if (tensors === 0) throw new CutShort()
}
