import type { MemoSource } from '../../../contract/memos.ts'
import type { Entry, MemoStore, NewEntry, SeenFile } from '../ports/index.ts'
import { basename, extname, sep } from 'node:path'
import { recordedAt } from './recorded-at.ts'
import { titleFromFileName } from './titles.ts'

const SOUNDING = new Set(
  '.m4a .m4b .qta .mov .mp4 .m4v .caf .wav .wave .aif .aiff .aifc .mp3 .aac .flac .ogg .oga .opus .webm .mka .mkv .3gp .amr .wma'.split(' '),
)

/** By its name alone: what a file that is no recording is then listed as skipped for, and not passed over. */
export const isNamedLikeAudio = (path: string): boolean => SOUNDING.has(extname(path).toLowerCase())

/** A file of Freehold's own state: decoded audio, above all, which would be decoded once more without end. */
export const isOwnFile = ({ stateFolder }: { readonly stateFolder: string }, path: string): boolean => path.startsWith(`${stateFolder}${sep}`)

/** A file that was just seen: it waits until it rests. */
export const newEntry = (file: SeenFile, source: MemoSource): NewEntry => {
  const fileName = basename(file.path)
  return {
    path: file.path,
    fileName,
    source,
    sizeBytes: file.sizeBytes,
    modifiedMs: file.modifiedMs,
    title: titleFromFileName(fileName),
    recordedAt: recordedAt({ said: null, fileName, modifiedMs: file.modifiedMs }),
    state: 'waiting',
    waitsFor: 'rest',
    step: 'identify',
    urgent: source === 'command',
  }
}

/** The file changed after it was read: what was filed keeps its note, and the file is read as if it were new. */
export const startOver = (store: MemoStore, entry: Entry, file: SeenFile): Entry =>
  store.together(() => {
    if (entry.notePath !== null) {
      // Words that wait to be filed still are; anything else of it that was asked for has nothing to be made from.
      store.update(entry.entryId, { path: null, ...(entry.step === 'file' ? {} : asFiled) })
      const [fresh] = store.insert([{ ...newEntry(file, entry.source), voiceFolder: entry.voiceFolder }])
      if (fresh) return fresh
    }
    const freed = entry.memoId
    const reset = store.update(entry.entryId, { ...asUnread, sizeBytes: file.sizeBytes, modifiedMs: file.modifiedMs })
    if (freed !== null) for (const alias of store.aliasesOf(freed)) store.update(alias.entryId, { ...asUnread, waitsFor: 'turn' })
    return reset
  })

const asFiled = { state: 'filed', waitsFor: null, step: null, problem: null, urgent: false, askedModel: null, askedLanguage: null } as const

const asUnread = {
  memoId: null,
  sha256: null,
  aliasOf: null,
  state: 'waiting',
  waitsFor: 'rest',
  step: 'identify',
  crashes: 0,
  problem: null,
  damage: null,
} as const

/** Forgets a file that is not there any more and was not written down; a memo that is filed stays. */
export const forgetGone = (store: MemoStore, entry: Entry): void =>
  store.together(() => {
    if (entry.notePath !== null) {
      store.update(entry.entryId, { path: null })
      return
    }
    if (entry.state === 'working') return // its step finds out, and says so
    store.remove(entry.entryId)
    if (entry.memoId !== null) for (const alias of store.aliasesOf(entry.memoId)) store.update(alias.entryId, { ...asUnread, waitsFor: 'turn' })
  })
