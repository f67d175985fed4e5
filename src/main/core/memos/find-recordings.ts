import { basename, dirname } from 'node:path'
import type { Context } from './context.ts'
import { isAbsolutePath } from './learn-note.ts'

const PAGE = 100

/**
 * Finds the recordings of memos that are known from their notes alone, where the notes say they lie. Each is read whole: a
 * file of the same name may be another recording by now.
 */
export const findRecordings = async (context: Context, signal: AbortSignal): Promise<void> => {
  const { store, notes, recordings, clock } = context
  // Thousands of recordings that are on another machine are one folder that is not on this one.
  const isFolderHere = new Map<string, boolean>()
  const statOf = async (path: string): Promise<Awaited<ReturnType<typeof recordings.stat>> | null> => {
    const folder = dirname(path)
    const isHere = isFolderHere.get(folder) ?? (await recordings.stat(folder).then(() => true, () => false))
    isFolderHere.set(folder, isHere)
    return isHere ? recordings.stat(path).catch(() => null) : null
  }
  for (let page = store.withoutRecording(0, PAGE); page.length > 0; page = store.withoutRecording(page.at(-1)?.entryId ?? 0, PAGE)) {
    for (const { entryId, notePath, sha256 } of page) {
      signal.throwIfAborted()
      const audio = notePath === null ? null : notes.audioOf(notePath)
      if (audio === null || !isAbsolutePath(audio) || store.byPath(audio) !== null) continue
      const stat = await statOf(audio)
      if (stat?.kind !== 'file' || (await recordings.hash(audio, signal).catch(() => null)) !== sha256) continue
      // Its watched folder may have told of it meanwhile.
      if (store.byPath(audio) === null && store.get(entryId)?.path === null)
        store.update(entryId, { path: audio, fileName: basename(audio), sizeBytes: stat.sizeBytes, modifiedMs: stat.modifiedMs })
    }
    await clock.sleep(0, signal)
  }
}
