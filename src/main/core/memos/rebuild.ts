import type { KnownNote } from '../notes/index.ts'
import type { Context } from './context.ts'
import { findRecordings } from './find-recordings.ts'
import { isUnfiled, learnNote } from './learn-note.ts'

const SCANNED = 'vault.scanned'
// Few, for what is held over a wait outlives the young generation, and the heap of the host stays as large as it once was.
const BATCH = 16

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
    const learn = async (): Promise<void> => {
      const learned = await Promise.all(batch.map(async (known) => ({ known, writtenSha256: await checkSumOf(known) })))
      store.together(() => {
        for (const each of learned) learnNote(context, each)
      })
      count += batch.length
      batch = []
    }
    for await (const known of notes.scan(signal, store.isFiledAt)) {
      batch.push(known)
      if (batch.length < BATCH) continue
      await learn()
      await clock.sleep(0, signal)
    }
    await learn()
    log.info('vault.scanned', { notes: count })
  }

  // Only of notes that are new here: reading each of ten thousand notes to its end is not for every start.
  const checkSumOf = async ({ memoId, path, writtenSha256 }: KnownNote): Promise<string | null> => {
    if (!isUnfiled(store.byMemo(memoId))) return null
    return writtenSha256 === undefined ? ((await notes.untouched(path))?.writtenSha256 ?? null) : writtenSha256
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
