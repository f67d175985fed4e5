import { CutShort, type FileCursor } from './file-cursor.ts'
import { tensorBytes } from './tensor-size.ts'

export type GgmlKind = 'whisper' | 'parakeet' | 'vad'

export interface GgmlFacts {
  readonly kind: GgmlKind
  /** False for an English-only Whisper, which fails when asked to find out the language. */
  readonly multilingual: boolean
}

/** How a ggml file begins. */
export const GGML_MAGIC = 'lmgg'

const SMALLEST_MULTILINGUAL_VOCABULARY = 51_865
const MAX_VOCABULARY = 1_000_000
const MAX_TENSORS = 100_000
const VAD_NAME = 'silero-16k'

/**
 * What a ggml file holds, by walking its tables to the last tensor; the cursor stands behind the magic. Null when it is
 * none of the kinds that speech engines open. Throws CutShort when the file ends before its tables do.
 */
export const readGgml = (cursor: FileCursor): GgmlFacts | null => {
  const first = cursor.u32()
  if (first === VAD_NAME.length) return readVad(cursor)
  const head = [first, ...numbers(cursor, 12)]
  // Both kinds repeat the number of mel bands before the filter bank, each behind its own count of numbers.
  if (isMelCount(head[9]) && head[11] === head[9]) return readWhisper(cursor, head)
  const rest = numbers(cursor, 4)
  return isMelCount(head[5]) && rest[2] === head[5] ? readParakeet(cursor, [...head, ...rest]) : null
}

const readWhisper = (cursor: FileCursor, head: readonly number[]): GgmlFacts | null => {
  const [vocabulary = 0, audioContext = 0, audioState = 0, , , , textState = 0, , , , , mels = 0, bins = 0] = head
  if (vocabulary <= 50_000 || vocabulary >= 60_000 || audioContext === 0 || audioState === 0 || audioState !== textState) return null
  cursor.skip(mels * bins * 4)
  skipWords(cursor)
  walkTensors(cursor)
  return { kind: 'whisper', multilingual: vocabulary >= SMALLEST_MULTILINGUAL_VOCABULARY }
}

const readParakeet = (cursor: FileCursor, head: readonly number[]): GgmlFacts | null => {
  const [vocabulary = 0, , audioState = 0, , audioLayers = 0, , , fftSize = 0, , , , , , durations = 0, , mels = 0, bins = 0] = head
  if (vocabulary === 0 || vocabulary >= 50_000 || audioState === 0 || audioLayers === 0 || fftSize === 0 || fftSize > 4096 || durations === 0 || durations > 64) return null
  cursor.skip(mels * bins * 4)
  cursor.skip(cursor.u32() * 4) // the window function
  cursor.skip(durations * 4)
  skipWords(cursor)
  walkTensors(cursor)
  return { kind: 'parakeet', multilingual: true }
}

const readVad = (cursor: FileCursor): GgmlFacts | null => {
  if (cursor.bytes(VAD_NAME.length).toString('latin1') !== VAD_NAME) return null
  cursor.skip(5 * 4) // version (three numbers), window, context
  cursor.skip(cursor.u32() * 3 * 4) // encoder layers
  cursor.skip(4 * 4)
  walkTensors(cursor)
  return { kind: 'vad', multilingual: true }
}

const numbers = (cursor: FileCursor, count: number): readonly number[] => Array.from({ length: count }, () => cursor.u32())

const isMelCount = (count: number | undefined): boolean => count === 80 || count === 128

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
