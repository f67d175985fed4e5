import { basename } from 'node:path'
import { MemoSourceSchema } from '../../../contract/memos.ts'
import type { KnownNote } from '../notes/index.ts'
import type { Entry, EntryPatch } from '../ports/index.ts'
import type { Context } from './context.ts'
import { firstWords } from './titles.ts'

export interface Learned {
  readonly known: KnownNote
  /** Null when the person edited the note, or nobody looked. */
  readonly writtenSha256: string | null
}

/** True for a memo that the store does not know to be filed. */
export const isUnfiled = (entry: Entry | null): boolean => entry === null || entry.notePath === null

/** Takes up what a note says of its memo, where the store knows less. Part of the caller's transaction. */
export const learnNote = ({ store }: Context, { known, writtenSha256 }: Learned): void => {
  const entry = store.byMemo(known.memoId)
  if (entry && entry.notePath !== null) {
    if (entry.notePath !== known.path && entry.state !== 'working') store.update(entry.entryId, { notePath: known.path })
    return
  }
  const filed: EntryPatch = {
    title: known.title,
    state: 'filed',
    waitsFor: null,
    step: null,
    problem: null,
    speech: known.versions.length > 0,
    damage: known.damage,
    doubtCount: known.versions.find((version) => version.shown)?.doubtCount ?? 0,
    notePath: known.path,
    noteSha256: writtenSha256,
    edited: writtenSha256 === null,
    described: known.summary !== null,
    summary: known.summary,
    tags: known.tags,
    ...vaultAudioOf(known, store.byVaultAudio),
  }
  if (!entry)
    store.insert([
      {
        ...filed,
        memoId: known.memoId,
        sha256: known.audioSha256,
        fileName: basename(known.audio ?? known.path),
        source: MemoSourceSchema.catch('folder').parse(known.source),
        title: known.title,
        givenTitle: known.title,
        line: firstWords(known.summary ?? ''),
        recordedAt: known.recordedAt ?? new Date(0).toISOString(),
        durationSeconds: known.durationSeconds,
        device: known.device,
        state: 'filed',
      },
    ])
  // Read before the vault was: it is filed, and need not be written down. One that is in work files itself.
  else if (entry.state === 'waiting') {
    store.update(entry.entryId, filed)
    store.dropWork(known.memoId)
    for (const version of store.versions(known.memoId)) store.dropVersion(known.memoId, version.versionId)
  } else return
  for (const version of known.versions) store.addVersion(known.memoId, { ...version, durationSeconds: known.durationSeconds ?? 0, speechSeconds: 0 })
}

const vaultAudioOf = ({ audio }: KnownNote, byVaultAudio: Context['store']['byVaultAudio']): EntryPatch =>
  audio === null || isAbsolutePath(audio) || byVaultAudio(audio) !== null ? {} : { vaultAudio: audio }

/** True for a path on a machine, false for one in the vault. */
export const isAbsolutePath = (path: string): boolean => path.startsWith('/') || /^[A-Za-z]:[\\/]|^\\\\/.test(path)
