import type { KnownNote } from '../notes/index.ts'
import type { Context } from './context.ts'
import { findRecordings } from './find-recordings.ts'
import { isUnfiled, learnNote } from './learn-note.ts'
import type { Learned } from './learn-note.ts'

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
    let batch: Learned[] = []
    let count = 0
    const learn = (): void => {
      store.together(() => {
        for (const learned of batch) learnNote(context, learned)
      })
      count += batch.length
      batch = []
    }
    for await (const known of notes.scan(signal)) {
      batch.push({ known, writtenSha256: await checkSumOf(known) })
      if (batch.length < BATCH) continue
      learn()
      await clock.sleep(0, signal)
    }
    learn()
    log.info('vault.scanned', { notes: count })
  }

  // Only of notes that are new here: reading each of ten thousand notes to its end is not for every start.
  const checkSumOf = async (known: KnownNote): Promise<string | null> =>
    isUnfiled(store.byMemo(known.memoId)) ? ((await notes.untouched(known.path))?.writtenSha256 ?? null) : null

  return {
    isReady: () => isReady,
    run: async (signal) => {
      while (!signal.aborted) {
        try {
          await scan(signal)
          store.setFact(SCANNED, notes.vaultPath)
          isReady = true
          bell.ring()
          return await findRecordings(context, signal)
        } catch (error) {
          if (signal.aborted) return
          log.warn('vault.scan-failed', { reason: error instanceof Error ? error.name : 'unknown' })
          await clock.sleep(context.retryMs, signal).catch(() => {})
        }
      }
    },
  }
}
