import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { createFileCursor, CutShort } from '../../core/lib/file-cursor.ts'
import { GGML_MAGIC, type GgmlFacts, type GgmlKind, readGgml } from '../../core/lib/read-ggml.ts'
import { modelCutShort, modelEmpty, modelGone, modelUnreadable, notAModel } from './model-failures.ts'

const WANTED: Readonly<Record<GgmlKind, string>> = {
  whisper: 'Whisper model',
  parakeet: 'Parakeet model',
  vad: 'speech detection model',
}

/**
 * Walks a model file to its last byte before native code sees it: whisper.cpp aborts on some damaged files, and takes a
 * file whose last tensor is cut short for a good one. Rejects with AppError NO_MODEL or MODEL_BROKEN.
 */
export const checkSpeechModel = async (path: string, kind: GgmlKind): Promise<GgmlFacts> => {
  const file = openModel(path)
  try {
    const facts = fstatSync(file)
    if (!facts.isFile()) throw notAModel(path, WANTED[kind])
    if (facts.size === 0) throw modelEmpty(path)
    const cursor = createFileCursor(facts.size, (into, offset) => readSync(file, into, 0, into.length, offset))
    const found = facts.size >= GGML_MAGIC.length && cursor.bytes(GGML_MAGIC.length).toString('latin1') === GGML_MAGIC ? readGgml(cursor) : null
    if (found?.kind !== kind) throw notAModel(path, WANTED[kind])
    return found
  } catch (error) {
    throw error instanceof CutShort ? modelCutShort(path) : error
  } finally {
    closeSync(file)
  }
}

const openModel = (path: string): number => {
  try {
    // Without O_NONBLOCK a pipe of that name would hold us for ever.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    throw error instanceof Error && 'code' in error && error.code === 'ENOENT' ? modelGone(path) : modelUnreadable(path, error)
  }
}
