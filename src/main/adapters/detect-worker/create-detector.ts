import { joinDetails, sliceText } from '../../core/lib/detect/slices.ts'
import type { DetectDetails, Detection, Log, Person } from '../../core/ports/index.ts'
import { createMemory } from './memory.ts'
import { type DetectWorker, startWorker } from './start-worker.ts'

// A regular expression cannot be interrupted, so the thread it runs in is ended.
const SLICE_MS = 200
const START_MS = 5_000
// Its name lists take 33 MB, and a start a fifth of a second: kept while somebody is at work.
const IDLE_MS = 300_000

export interface Detector {
  readonly detect: DetectDetails
  close(): Promise<void>
}

/** Finds details in one worker thread that is kept warm, ended when a slice of a text takes too long or nothing was looked through for a while, and started anew. */
export const createDetector = (deps: {
  /** The built `detect-worker.js`. */
  readonly workerPath: string
  /** The people list as it is now; a new array when it changed. */
  readonly people: () => readonly Person[]
  readonly log: Log
  readonly limits?: { readonly sliceMs?: number; readonly startMs?: number; readonly idleMs?: number }
}): Detector => {
  const { workerPath, log } = deps
  const sliceMs = deps.limits?.sliceMs ?? SLICE_MS
  const startMs = deps.limits?.startMs ?? START_MS
  const idleMs = deps.limits?.idleMs ?? IDLE_MS
  const memory = createMemory()
  let worker: DetectWorker | null = null
  let people: readonly Person[] | null = null
  let tail: Promise<unknown> = Promise.resolve()
  let closed = false
  let idle: NodeJS.Timeout | undefined

  const start = (): DetectWorker | null => {
    if (closed) return null
    people = null
    try {
      const started = startWorker({ workerPath, startMs, onGone: () => closed || worker === null || log.warn('detector.ended') })
      worker = started
      return started
    } catch (error) {
      log.error('detector.missing', error)
      return null
    }
  }

  const usable = async (): Promise<DetectWorker | null> => {
    const current = worker?.isUsable() === true ? worker : start()
    if (current === null || !(await current.ready)) return null
    const list = deps.people()
    if (list !== people) {
      current.setPeople(list)
      people = list
    }
    return current
  }

  const letGo = (): void => {
    const leaving = worker
    worker = null
    void leaving?.end()
  }

  const detectText = async (text: string, signal: AbortSignal): Promise<Detection | null> => {
    const list = deps.people()
    const known = memory.get(text, list)
    if (known !== null) return known
    const parts: { readonly start: number; readonly details: Detection['details'] }[] = []
    const named = new Set<string>()
    for (const slice of sliceText(text)) {
      signal.throwIfAborted()
      const current = await usable()
      const found = (await current?.find(slice.text, sliceMs)) ?? null
      if (found === null) {
        // The next text finds it warm again, if it can be had at all.
        if (current !== null && !current.isUsable()) start()
        return null
      }
      parts.push({ start: slice.start, details: found.details })
      for (const name of found.people) named.add(name)
    }
    const found = { details: joinDetails(parts), people: [...named] }
    // The list may have become another one between two slices.
    if (deps.people() === list) memory.put(text, list, found)
    return found
  }

  const detectAll = async (texts: readonly string[], signal: AbortSignal): Promise<readonly (Detection | null)[]> => {
    const found: (Detection | null)[] = []
    for (const text of texts) found.push(await detectText(text, signal))
    return found
  }

  return {
    // One text at a time: two in one thread would only wait for each other, and each has its own 200 ms.
    detect: async (texts, signal) => {
      signal.throwIfAborted()
      const work = tail.then(async () => {
        signal.throwIfAborted()
        return detectAll(texts, signal)
      })
      clearTimeout(idle)
      tail = work
        .catch(() => undefined)
        .finally(() => {
          clearTimeout(idle)
          if (!closed) idle = setTimeout(letGo, idleMs).unref()
        })
      return raceAbort(work, signal)
    },
    close: async () => {
      closed = true
      clearTimeout(idle)
      await worker?.end()
    },
  }
}

// An abort is answered at once; what runs ends by its own limit.
const raceAbort = async <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
  const aborted = Promise.withResolvers<never>()
  const onAbort = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
