import { AppError } from '../../../contract/errors.ts'
import type { DocumentReader, MediaInspector, ReadDocument, ReadDocumentRequest } from '../../core/ports/index.ts'
import { type Reader, type ReaderLimits, startReader } from './start-reader.ts'

const LIMITS: ReaderLimits = { readMs: 60_000, growthBytes: 900_000_000 }
// Kept for the next file of a handful that were dropped together; its memory is the host's.
const IDLE_MS = 5_000

/** Reads documents in a thread that is started for them and ended soon after, so that nothing of a file is left in the host. */
export const createDocumentReader = (deps: {
  /** The built `read-worker.js`. */
  readonly workerPath: string
  readonly inspector: MediaInspector
  readonly limits?: Partial<ReaderLimits> & { readonly idleMs?: number }
}): DocumentReader => {
  const limits = { ...LIMITS, ...deps.limits }
  const idleMs = deps.limits?.idleMs ?? IDLE_MS
  let reader: Reader | null = null
  let idle: NodeJS.Timeout | undefined
  let tail: Promise<unknown> = Promise.resolve()
  const closing = new AbortController()

  const letGo = async (): Promise<void> => {
    clearTimeout(idle)
    const leaving = reader
    reader = null
    await leaving?.end()
  }
  const readNow = async ({ path, name, signal }: ReadDocumentRequest): Promise<ReadDocument> => {
    signal.throwIfAborted()
    clearTimeout(idle)
    if (reader?.isUsable() !== true) reader = startReader(deps.workerPath, limits)
    try {
      return await reader.read({ path, name }, signal)
    } finally {
      idle = setTimeout(() => void letGo(), idleMs).unref()
    }
  }

  return {
    // One file at a time: the memory and the time that each may take are counted for it alone.
    read: (request) => {
      const signal = AbortSignal.any([request.signal, closing.signal])
      const work = tail.then(() => readNow({ ...request, signal }))
      tail = work.catch(() => undefined)
      return work
    },
    isSound: async (path) => {
      if (PICTURE.test(path)) return false
      try {
        await deps.inspector.inspect(path, closing.signal)
        return true
      } catch (error) {
        // A broken recording is one all the same, and the memo pipeline has the words for it.
        return error instanceof AppError && SOUND.includes(error.code)
      }
    },
    close: async () => {
      closing.abort()
      await tail
      await letGo()
    },
  }
}

// The iPhone's pictures lie in the same container as its films.
const PICTURE = /\.(?:heic|heif|avif)$/i
const SOUND: readonly string[] = ['DAMAGED', 'ENCRYPTED', 'NO_AUDIO_TRACK']
