import { basename } from 'node:path'
import type { KnownNote } from '../notes/index.ts'
import type { Context } from './context.ts'
import { firstWords } from './titles.ts'

const SCANNED = 'vault.scanned'
const BATCH = 100

export interface Rebuild {
  /** False until it is known which memos the vault holds already. */
  isReady(): boolean
  run(signal: AbortSignal): Promise<void>
}

/** Learns from the vault which memos are filed: after the state folder was lost, and where notes were moved meanwhile. */
export const createRebuild = (context: Context): Rebuild => {
  const { store, notes, clock, log, bell } = context
  let isReady = !store.isNew && store.fact(SCANNED) === notes.vaultPath

  const scan = async (signal: AbortSignal): Promise<void> => {
    let batch: KnownNote[] = []
    let count = 0
    const learn = (): void => {
      store.together(() => {
        for (const known of batch) learnNote(context, known)
      })
      count += batch.length
      batch = []
    }
    for await (const known of notes.scan(signal)) {
      batch.push(known)
      if (batch.length < BATCH) continue
      learn()
      await clock.sleep(0, signal)
    }
    learn()
    log.info('vault.scanned', { notes: count })
  }

  return {
    isReady: () => isReady,
    run: async (signal) => {
      while (!signal.aborted) {
        try {
          await scan(signal)
          store.setFact(SCANNED, notes.vaultPath)
          isReady = true
          bell.ring()
          return
        } catch (error) {
          if (signal.aborted) return
          log.warn('vault.scan-failed', { reason: error instanceof Error ? error.name : 'unknown' })
          await clock.sleep(context.retryMs, signal).catch(() => {})
        }
      }
    },
  }
}

const learnNote = ({ store }: Context, known: KnownNote): void => {
  const entry = store.byMemo(known.memoId)
  if (!entry) {
    store.insert([
      {
        memoId: known.memoId,
        sha256: known.audioSha256,
        fileName: basename(known.path),
        source: 'folder',
        title: known.title,
        givenTitle: known.title,
        line: firstWords(known.summary ?? ''),
        recordedAt: known.recordedAt ?? new Date(0).toISOString(),
        durationSeconds: known.durationSeconds,
        state: 'filed',
        speech: known.versions.length > 0,
        notePath: known.path,
        // Not to be rewritten before its recording turns up: the note knows more of it than is known here.
        edited: true,
        described: known.summary !== null,
        summary: known.summary,
        tags: known.tags,
      },
    ])
    for (const version of known.versions) store.addVersion(known.memoId, { ...version, durationSeconds: known.durationSeconds ?? 0, speechSeconds: 0 })
    return
  }
  const isMoved = entry.notePath !== null && entry.notePath !== known.path && entry.state !== 'working'
  if (isMoved) store.update(entry.entryId, { notePath: known.path })
  // Read anew before the vault was: it is filed, and need not be written down.
  if (entry.notePath === null && entry.state === 'waiting') store.update(entry.entryId, { notePath: known.path, state: 'filed', waitsFor: null, step: null, title: known.title, described: true, summary: known.summary, tags: known.tags, speech: known.versions.length > 0 })
  if (entry.notePath === null) for (const version of known.versions) store.addVersion(known.memoId, { ...version, durationSeconds: known.durationSeconds ?? 0, speechSeconds: 0 })
}
