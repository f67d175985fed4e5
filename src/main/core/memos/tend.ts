import { AppError } from '../../../contract/errors.ts'
import type { ModelFile } from '../../../contract/models.ts'
import type { Entry } from '../ports/index.ts'
import { isBroken } from './outcome.ts'
import { textOf } from './versions.ts'
import type { Context } from './context.ts'

const ROOM_TO_GO_ON_BYTES = 64 * 2 ** 20
const CRASHES_ALLOWED = 3

/**
 * What is done when nothing else is: notes that lag behind are rewritten, and filed memos described. All words come first,
 * so that a thousand memos are filed before the first is summed up.
 */
export const createTending = (context: Context, isIdle: () => boolean, filing: (entryId: number, signal: AbortSignal) => Promise<void>) => {
  const { store, bell, board, clock, log, notes, workFolder, decoder } = context
  // Left alone until the next retry, so that one that cannot be written does not spin.
  const putOff = new Set<number>()
  const crashes = new Map<number, number>()

  const refreshNext = async (signal: AbortSignal): Promise<boolean> => {
    const entry = store.next('refresh', putOff)
    if (!entry) return false
    try {
      await filing(entry.entryId, signal)
    } catch (error) {
      putOff.add(entry.entryId)
      log.info('memo.note-put-off', { entry: entry.entryId, code: error instanceof AppError ? error.code : 'unexpected' })
    }
    return true
  }

  const describeNext = async (signal: AbortSignal): Promise<boolean> => {
    if (context.isPaused() || !isIdle()) return false
    const entry = store.next('describe', putOff)
    const model = entry && context.pickModels(entry.source).language
    if (!entry || !model) return false
    board.report(entry.entryId, { step: 'describe', fraction: null, remainingSeconds: null })
    try {
      if (await mayBeTheirs(entry)) return true
      const words = await wordsOf(entry)
      if (words === null) store.update(entry.entryId, { described: true })
      else {
        const said = await context.describe({ model, text: words.text, language: words.language, tagsInUse: await notes.tagsInUse(signal), signal })
        const current = store.get(entry.entryId)
        if (current)
          store.update(entry.entryId, {
            described: true,
            noteStale: true,
            title: current.givenTitle ?? (said.title || current.title),
            // What made no sense was left out: the words themselves then stand for the summary.
            ...(said.summary === '' ? {} : { line: said.summary, summary: said.summary }),
            actions: said.actions,
            tags: said.tags,
          })
      }
    } catch (error) {
      if (signal.aborted) return false
      if (error instanceof AppError) log.info('memo.describe-failed', { entry: entry.entryId, code: error.code })
      else log.error('memo.describe-failed', error, { entry: entry.entryId })
      // The words are filed and stay as they are; only the summary is missing.
      if (isBroken(error)) context.markBroken(model, error.message)
      else if (!isForNow(error)) countFailure(entry, model)
      if (context.pickModels(entry.source).language?.path === model.path) putOff.add(entry.entryId)
    } finally {
      board.clear(entry.entryId)
    }
    return true
  }

  const countFailure = ({ entryId }: Entry, model: ModelFile): void => {
    const failed = (crashes.get(entryId) ?? 0) + 1
    crashes.set(entryId, failed)
    if (failed < CRASHES_ALLOWED) return
    crashes.delete(entryId)
    store.update(entryId, { described: true, undescribedBy: model.path })
  }

  /** Null when there is nothing to sum up. */
  const wordsOf = async (entry: Entry): Promise<{ readonly text: string; readonly language: string } | null> => {
    const shown = entry.memoId && store.versions(entry.memoId).find((version) => version.shown)
    const stored = entry.memoId && shown ? await notes.readVersion(entry.memoId, shown.versionId) : null
    return stored && { text: textOf(stored.segments), language: stored.language }
  }

  /** A note that was touched is rewritten first, as far as it may be: that tells whether it is the person's by now. */
  const mayBeTheirs = async (entry: Entry): Promise<boolean> => {
    const ours = entry.notePath === null ? null : await notes.untouched(entry.notePath)
    if (ours !== null) return false
    store.update(entry.entryId, { noteStale: true })
    return true
  }

  const retryWaiting = async (signal: AbortSignal): Promise<void> => {
    if (store.waitingFor('vault').length > 0 && (await succeeds(notes.check()))) store.release('vault')
    if (store.waitingFor('disk').length > 0 && (await workFolder.freeBytes()) > ROOM_TO_GO_ON_BYTES) store.release('disk')
    if (store.waitingFor('decoder').length > 0 && (await decoder.describe(signal)) !== null) store.release('decoder')
    putOff.clear()
    bell.ring()
  }

  return {
    run: async (signal: AbortSignal): Promise<void> => {
      const tend = async (): Promise<void> => {
        while (!signal.aborted) {
          const rings = bell.rings()
          await context.arrivals.lull(signal)
          if (!(await refreshNext(signal)) && !(await describeNext(signal))) await bell.after(rings, signal)
        }
      }
      const retry = async (): Promise<void> => {
        while (!signal.aborted) {
          await clock.sleep(context.retryMs, signal).catch(() => {})
          if (!signal.aborted) await retryWaiting(signal).catch((error: unknown) => log.error('memo.retry-failed', error))
        }
      }
      await Promise.all([tend(), retry()])
    },
  }
}

// The model comes back, or memory is free again: that says nothing of the memo.
const isForNow = (error: unknown): boolean => error instanceof AppError && (error.code === 'NO_MEMORY' || error.code === 'NO_MODEL')

const succeeds = (task: Promise<void>): Promise<boolean> => task.then(() => true, () => false)
