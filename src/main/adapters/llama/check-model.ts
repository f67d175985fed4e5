import { open } from 'node:fs/promises'
import { modelBroken, modelCutShort, modelEmpty, modelGone, modelUnreadable, notALanguageModel } from './model-failures.ts'

const MAGIC = 'GGUF'

// These turn text into numbers or read images and sound: none of them writes.
const NOT_WRITERS = /^(.*bert.*|clip|t5encoder|mmproj|whisper|wavtokenizer.*|gemma-embedding)$/

/**
 * Looks at a GGUF file before native code sees it: that it is one, of a kind that writes text where that is asked of it, and as long as its table of
 * tensors says. Rejects with AppError NO_MODEL or MODEL_BROKEN.
 */
export const checkModelFile = async (path: string, kind: string): Promise<void> => {
  const sizeBytes = await checkMagic(path)
  const { readGgufFileInfo } = await import('node-llama-cpp')
  const info = await readGgufFileInfo(path, { sourceType: 'filesystem', logWarnings: false }).catch((error: unknown) => {
    throw modelBroken(path, error)
  })
  if ((kind !== 'embedding' && NOT_WRITERS.test(info.metadata.general.architecture)) || info.tensorCount === 0) throw notALanguageModel(path)
  // A model in several files has its other tensors elsewhere; llama.cpp checks those itself.
  const inThisFile = info.tensorInfo?.filter(({ filePart }) => filePart === 1) ?? []
  if (inThisFile.some(({ fileOffset }) => Number(fileOffset) >= sizeBytes)) throw modelCutShort(path)
}

const checkMagic = async (path: string): Promise<number> => {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? modelGone(path) : modelUnreadable(path, error)
  })
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw notALanguageModel(path)
    if (stat.size === 0) throw modelEmpty(path)
    const head = Buffer.alloc(MAGIC.length)
    await file.read(head, 0, MAGIC.length, 0)
    if (head.toString('latin1') !== MAGIC) throw notALanguageModel(path)
    return stat.size
  } finally {
    await file.close()
  }
}
