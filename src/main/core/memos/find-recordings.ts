import { basename } from 'node:path'
import type { Context } from './context.ts'
import { isAbsolutePath } from './learn-note.ts'

const PAGE = 500

/**
 * Finds the recordings of memos that are known from their notes alone, where the notes say they lie. Each is read whole: a
 * file of the same name may be another recording by now.
 */
export const findRecordings = async (context: Context, signal: AbortSignal): Promise<void> => {
  const { store, notes, recordings, clock } = context
  for (let cursor: string | null = null; ; ) {
    const page = store.list({ cursor, limit: PAGE, text: null })
    for (const { entryId, memoId, path, vaultAudio, notePath, sha256 } of page.entries) {
      if (memoId === null || path !== null || vaultAudio !== null || notePath === null || sha256 === null) continue
      signal.throwIfAborted()
      const audio = (await notes.knownAt(notePath).catch(() => null))?.audio ?? null
      if (audio === null || !isAbsolutePath(audio) || store.byPath(audio) !== null) continue
      const stat = await recordings.stat(audio).catch(() => null)
      if (stat?.kind !== 'file' || (await recordings.hash(audio, signal).catch(() => null)) !== sha256) continue
      // Its watched folder may have told of it meanwhile.
      if (store.byPath(audio) === null && store.get(entryId)?.path === null)
        store.update(entryId, { path: audio, fileName: basename(audio), sizeBytes: stat.sizeBytes, modifiedMs: stat.modifiedMs })
      await clock.sleep(0, signal)
    }
    cursor = page.nextCursor
    if (cursor === null) return
  }
}
