import type { MemoId } from '../../../contract/memos.ts'
import type { Entry } from '../ports/index.ts'
import type { ModelFile } from '../../../contract/models.ts'
import type { Context } from './context.ts'
import { forgetGone } from './entries.ts'
import { fileMemo } from './file-memo.ts'
import { identify } from './identify.ts'
import { afterFailure, isBroken } from './outcome.ts'
import { modelFor, openMemo, writeMemo } from './write-memo.ts'
import type { OpenMemo } from './write-memo.ts'
import { AppError } from '../../../contract/errors.ts'

interface Ready {
  readonly entryId: number
  readonly controller: AbortController
  /** Null when only the note is left to be written. */
  readonly open: OpenMemo | null
}

// One is written down while the next is opened: enough that the engine never waits, and little room on the disk.
const OPEN_AHEAD = 1

export interface WorkLoops {
  run(signal: AbortSignal): Promise<void>
  /** Nothing is being written down, or waits to be. */
  isIdle(): boolean
}

/** The loops that take memos from step to step: one reads what files are, one opens recordings, one writes them down. */
export const createWorkLoops = (context: Context, isReady: () => boolean, filing: (entryId: number, signal: AbortSignal) => Promise<void>): WorkLoops => {
  const { store, bell, board, jobs, log, workFolder } = context
  const ready: Ready[] = []
  let writing = 0

  const settle = (entryId: number, controller: AbortController, error: unknown, model: ModelFile | null = null): void => {
    jobs.delete(entryId)
    board.clear(entryId)
    const entry = store.get(entryId)
    if (entry && entry.state === 'working') {
      if (controller.signal.aborted) store.update(entryId, { state: 'waiting', waitsFor: 'turn' })
      else {
        noteFailure(entry, error)
        store.update(entryId, afterFailure(entry, error))
      }
    }
    // Only now that it waits for a model: another one, if there is any, takes it up at once.
    if (model && isBroken(error)) context.markBroken(model, error.message)
    bell.ring()
  }

  const noteFailure = (entry: Entry, error: unknown): void => {
    if (error instanceof AppError) log.info('memo.step-failed', { entry: entry.entryId, step: entry.step, code: error.code })
    else log.error('memo.step-failed', error, { entry: entry.entryId, step: entry.step })
  }

  const identifyNext = async (signal: AbortSignal): Promise<boolean> => {
    if (context.isPaused()) return false
    const entry = store.next('identify', new Set())
    if (!entry) return false
    try {
      await identify(context, entry, signal)
    } catch (error) {
      if (signal.aborted) return false
      const current = store.get(entry.entryId)
      if (!current || current.memoId !== null || current.state !== 'waiting') return true
      const isGone = error instanceof AppError && error.code === 'FILE_GONE'
      if (isGone && (current.source === 'folder' || current.source === 'voice-memos')) forgetGone(store, current)
      else {
        noteFailure(current, error)
        store.update(current.entryId, afterFailure(current, error))
      }
    }
    return true
  }

  const openNext = async (signal: AbortSignal): Promise<boolean> => {
    if (context.isPaused() || !isReady() || ready.length >= OPEN_AHEAD) return false
    const entry = store.next('write', new Set())
    if (!entry || !isMemo(entry)) return false
    const controller = new AbortController()
    if (entry.step === 'file') {
      store.update(entry.entryId, { state: 'working', waitsFor: null })
      ready.push({ entryId: entry.entryId, controller, open: null })
      bell.ring()
      return true
    }
    jobs.set(entry.entryId, controller)
    try {
      const model = modelOf(entry)
      if (model === null) return true
      const open = await openMemo(context, asWorking(entry), model, AbortSignal.any([signal, controller.signal]))
      if (open === null) settle(entry.entryId, controller, null)
      else if (controller.signal.aborted || signal.aborted) {
        await workFolder.remove(open.audio.pcmName)
        controller.abort()
        settle(entry.entryId, controller, null)
      } else {
        ready.push({ entryId: entry.entryId, controller, open })
        bell.ring()
      }
    } catch (error) {
      if (signal.aborted) controller.abort()
      // Opening a recording asks no other model than the one that finds speech.
      settle(entry.entryId, controller, error, context.pickModels(entry.source).vad)
    }
    return true
  }

  const modelOf = (entry: Entry): ReturnType<typeof modelFor> | null => {
    try {
      return modelFor(context, entry)
    } catch (error) {
      jobs.delete(entry.entryId)
      // Without a model at all the row's own sentence says it best.
      store.update(entry.entryId, { ...afterFailure(entry, error), ...(entry.askedModel === null ? { problem: null } : {}) })
      return null
    }
  }

  const asWorking = (entry: Entry & { readonly memoId: MemoId }): Entry & { readonly memoId: MemoId } => {
    const memo = store.update(entry.entryId, { state: 'working', waitsFor: null, step: 'decode', problem: null })
    board.report(entry.entryId, { step: 'decode', fraction: 0, remainingSeconds: null })
    return { ...memo, memoId: entry.memoId }
  }

  // Never rejects: the next memo waits for it, and must not fail for its neighbour's sake.
  let finishing: Promise<void> = Promise.resolve()
  let unsettled: { readonly error: unknown } | null = null
  const finish = async (entryId: number, controller: AbortController, signal: AbortSignal): Promise<void> => {
    try {
      board.report(entryId, { step: 'file', fraction: 0.99, remainingSeconds: 0 })
      await filing(entryId, signal)
      jobs.delete(entryId)
      board.clear(entryId)
      bell.ring()
    } catch (error) {
      if (signal.aborted) controller.abort()
      try {
        settle(entryId, controller, error)
      } catch (storeError) {
        unsettled = { error: storeError }
        bell.ring()
      }
    }
  }

  const writeNext = async (signal: AbortSignal): Promise<boolean> => {
    if (unsettled) {
      const { error } = unsettled
      unsettled = null
      throw error
    }
    const next = ready.shift()
    if (!next) return false
    const { entryId, controller, open } = next
    bell.ring()
    writing += 1
    try {
      if (open) {
        await context.turn(() => writeMemo(context, open, AbortSignal.any([signal, controller.signal])), controller.signal)
        // From here on it is quick, and is not broken off.
        jobs.delete(entryId)
      }
      await finishing
      finishing = finish(entryId, controller, signal)
    } catch (error) {
      if (signal.aborted) controller.abort()
      settle(entryId, controller, error, open?.model)
    } finally {
      writing -= 1
      if (open) await workFolder.remove(open.audio.pcmName)
    }
    return true
  }

  const loop = async (step: (signal: AbortSignal) => Promise<boolean>, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const rings = bell.rings()
      if (step !== writeNext) await context.arrivals.lull(signal)
      if (!(await step(signal))) await bell.after(rings, signal)
    }
  }

  return {
    run: async (signal) => {
      // One loop that breaks ends the others, so that whoever starts them again has three and not five.
      const breaking = new AbortController()
      const either = AbortSignal.any([signal, breaking.signal])
      const ends = await Promise.allSettled(
        [identifyNext, openNext, writeNext].map((step) =>
          loop(step, either).catch((error: unknown) => {
            breaking.abort()
            throw error
          }),
        ),
      )
      await finishing
      for (const { open } of ready.splice(0)) if (open) await workFolder.remove(open.audio.pcmName)
      jobs.clear()
      const broken = ends.find((end) => end.status === 'rejected')
      if (broken) throw broken.reason
    },
    isIdle: () => writing === 0 && ready.length === 0 && jobs.size === 0 && (context.isPaused() || store.next('write', new Set()) === null),
  }
}

const isMemo = (entry: Entry): entry is Entry & { readonly memoId: MemoId } => entry.memoId !== null

/** Files a memo while nothing else writes notes. */
export const createFiling =
  (context: Context): ((entryId: number, signal: AbortSignal) => Promise<void>) =>
  (entryId, signal) =>
    context.noteTurn(() => fileMemo(context, entryId, signal), signal)
