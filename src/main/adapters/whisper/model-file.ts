import { open } from 'node:fs/promises'
import { createFileCursor, EndOfFile, type FileCursor } from './file-cursor.ts'
import { modelCutShort, modelEmpty, modelGone, modelUnreadable, notAModel } from './model-failures.ts'

export type SpeechModelKind = 'whisper' | 'parakeet' | 'vad'

export interface SpeechModelFacts {
  /** False for an English-only Whisper, which fails when asked to find out the language. */
  readonly multilingual: boolean
}

const GGML_MAGIC = 0x67676d6c
const SMALLEST_MULTILINGUAL_VOCABULARY = 51_865
const MOST_TENSORS = 10_000

const WANTED: Readonly<Record<SpeechModelKind, string>> = {
  whisper: 'Whisper model',
  parakeet: 'Parakeet model',
  vad: 'speech detection model',
}

/**
 * Walks a model file to its last byte before native code sees it: whisper.cpp aborts on some damaged files, and takes a
 * file whose last tensor is cut short for a good one. Rejects with AppError NO_MODEL or MODEL_BROKEN.
 */
export const checkSpeechModel = async (path: string, kind: SpeechModelKind): Promise<SpeechModelFacts> => {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? modelGone(path) : modelUnreadable(path, error)
  })
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw notAModel(path, WANTED[kind])
    if (stat.size === 0) throw modelEmpty(path)
    const cursor = createFileCursor(file, stat.size)
    const facts = await walk(cursor, kind)
    if (facts === null) throw notAModel(path, WANTED[kind])
    return facts
  } catch (error) {
    if (error instanceof EndOfFile) throw modelCutShort(path)
    throw error
  } finally {
    await file.close()
  }
}

const walk = async (cursor: FileCursor, kind: SpeechModelKind): Promise<SpeechModelFacts | null> => {
  if (cursor.sizeBytes < 4 || (await cursor.int32()) !== GGML_MAGIC) return null
  switch (kind) {
    case 'whisper':
      return walkWhisper(cursor)
    case 'parakeet':
      return walkParakeet(cursor)
    case 'vad':
      return walkVad(cursor)
  }
}

const walkWhisper = async (cursor: FileCursor): Promise<SpeechModelFacts | null> => {
  const [vocabulary = 0, audioContext = 0, audioState = 0, , , , textState = 0, , , mels = 0] = await int32s(cursor, 11)
  const plausible = vocabulary > 50_000 && vocabulary < 60_000 && audioContext > 0 && audioState > 0 && audioState === textState && mels > 0 && mels <= 256
  if (!plausible) return null
  await skipMatrix(cursor)
  await skipVocabulary(cursor)
  return (await walkTensors(cursor)) ? { multilingual: vocabulary >= SMALLEST_MULTILINGUAL_VOCABULARY } : null
}

const walkParakeet = async (cursor: FileCursor): Promise<SpeechModelFacts | null> => {
  const [vocabulary = 0, , audioState = 0, , audioLayers = 0, mels = 0, , fftSize = 0, , , , , , durations = 0] = await int32s(cursor, 15)
  const plausible =
    vocabulary > 0 && vocabulary < 50_000 && audioState > 0 && audioLayers > 0 && mels > 0 && mels <= 256 && fftSize > 0 && fftSize <= 4096 && durations > 0 && durations <= 64
  if (!plausible) return null
  await skipMatrix(cursor)
  cursor.skip((await cursor.int32()) * 4)
  cursor.skip(durations * 4)
  await skipVocabulary(cursor)
  return (await walkTensors(cursor)) ? { multilingual: true } : null
}

const walkVad = async (cursor: FileCursor): Promise<SpeechModelFacts | null> => {
  const nameLength = await cursor.int32()
  if (nameLength < 1 || nameLength > 64) return null
  const name = new TextDecoder().decode(await cursor.bytes(nameLength))
  if (!name.startsWith('silero')) return null
  await int32s(cursor, 5)
  const layers = await cursor.int32()
  if (layers < 1 || layers > 64) return null
  await int32s(cursor, layers * 3 + 4)
  return (await walkTensors(cursor)) ? { multilingual: true } : null
}

const int32s = async (cursor: FileCursor, count: number): Promise<readonly number[]> => {
  const numbers: number[] = []
  for (let index = 0; index < count; index += 1) numbers.push(await cursor.int32())
  return numbers
}

const skipMatrix = async (cursor: FileCursor): Promise<void> => {
  const [rows = 0, columns = 0] = await int32s(cursor, 2)
  cursor.skip(rows * columns * 4)
}

const skipVocabulary = async (cursor: FileCursor): Promise<void> => {
  const count = await cursor.int32()
  for (let index = 0; index < count; index += 1) cursor.skip(await cursor.int32())
}

// Elements a block, and bytes a block, of the types these files use (ggml.h).
const BLOCKS: Readonly<Record<number, readonly [number, number]>> = {
  0: [1, 4],
  1: [1, 2],
  2: [32, 18],
  3: [32, 20],
  6: [32, 22],
  7: [32, 24],
  8: [32, 34],
  9: [32, 36],
  10: [256, 84],
  11: [256, 110],
  12: [256, 144],
  13: [256, 176],
  14: [256, 210],
  15: [256, 292],
  24: [1, 1],
  25: [1, 2],
  26: [1, 4],
  27: [1, 8],
  28: [1, 8],
  30: [1, 2],
}

const walkTensors = async (cursor: FileCursor): Promise<boolean> => {
  let count = 0
  while (cursor.position() < cursor.sizeBytes) {
    const [dimensions = 0, nameLength = 0, type = 0] = await int32s(cursor, 3)
    const block = BLOCKS[type]
    if (dimensions < 0 || dimensions > 4 || nameLength < 1 || nameLength > 256 || block === undefined) return false
    const elements = (await int32s(cursor, dimensions)).reduce((product, size) => product * size, 1)
    cursor.skip(nameLength)
    cursor.skip((elements / block[0]) * block[1])
    count += 1
    if (count > MOST_TENSORS) return false
  }
  return count > 0
}
