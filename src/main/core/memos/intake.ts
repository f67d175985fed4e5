import { AppError } from '../../../contract/errors.ts'
import { relative } from 'node:path'
import type { MemoSource } from '../../../contract/memos.ts'
import type { Entry, SeenFile } from '../ports/index.ts'
import type { Context } from './context.ts'
import { isNamedLikeAudio, newEntry, startOver } from './entries.ts'

const BATCH = 50

export interface Intake {
  /** Takes files up as they are seen. Resolves with the entries made or taken up again. */
  take(files: readonly SeenFile[], source: MemoSource, signal: AbortSignal): Promise<readonly Entry[]>
}

/** Takes files up: cheap inserts in a few transactions; what they are is read afterwards. */
export const createIntake = (context: Context): Intake => {
  const { store, inspector, notes, clock } = context

  const takeOne = (file: SeenFile, source: MemoSource): Entry | null => {
    const known = store.byPath(file.path)
    if (!known) {
      const inVault = relative(notes.vaultPath, file.path)
      if (!inVault.startsWith('..') && store.byVaultAudio(inVault)) return null
      store.forgetOther(file.path)
      return store.insert([newEntry(file, source)])[0] ?? null
    }
    const isSame = known.sizeBytes === file.sizeBytes && known.modifiedMs === file.modifiedMs
    if (known.state === 'waiting' && known.waitsFor === 'rest') return known
    if (known.waitsFor === 'download' || (isSame && known.problem?.code === 'FILE_GONE'))
      return store.update(known.entryId, { state: 'waiting', waitsFor: 'rest', step: 'identify', problem: null, sizeBytes: file.sizeBytes, modifiedMs: file.modifiedMs })
    if (isSame) return null
    context.jobs.get(known.entryId)?.abort()
    return startOver(store, known, file)
  }

  /** A file whose name does not say that it is a recording is opened to see; most are not, and are only counted. */
  const isRecording = async (file: SeenFile, signal: AbortSignal): Promise<boolean> => {
    if (isNamedLikeAudio(file.path) || store.byPath(file.path)) return true
    if (store.isOther(file.path, file.sizeBytes, file.modifiedMs)) return false
    try {
      await inspector.inspect(file.path, signal)
      return true
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error.code === 'NOT_AUDIO' || error.code === 'EMPTY_FILE') store.rememberOther(file.path, file.sizeBytes, file.modifiedMs)
      return false
    }
  }

  return {
    take: async (files, source, signal) => {
      const taken: Entry[] = []
      for (let start = 0; start < files.length; start += BATCH) {
        signal.throwIfAborted()
        const batch: SeenFile[] = []
        for (const file of files.slice(start, start + BATCH)) if (await isRecording(file, signal)) batch.push(file)
        const entries = store.durably(() => batch.flatMap((file) => takeOne(file, source) ?? []))
        for (const entry of entries) if (entry.waitsFor === 'rest') context.rest(entry.entryId)
        taken.push(...entries)
        context.bell.ring()
        // A breath for everything else between two batches.
        if (start + BATCH < files.length) await clock.sleep(0, signal)
      }
      return taken
    },
  }
}
