import type { Problem } from '../../../contract/errors.ts'
import type { MemoId, MemoSource, MemoState, MemoStep, TranscriptVersion, VersionId, WaitReason } from '../../../contract/memos.ts'
import type { Span } from './audio.ts'
import type { ChatJournal } from './chat-index.ts'
import type { NoteIndex } from './note-index.ts'
import type { TranscribedWindow } from './speech.ts'

/**
 * Everything that is known of one recording, and of the work on it. A file is an entry from the moment it is seen; it gets
 * a `memoId` once it is read. Of two files with the same content one is the memo, the other is skipped with `aliasOf`.
 */
export interface Entry {
  readonly entryId: number
  readonly memoId: MemoId | null
  readonly sha256: string | null
  readonly aliasOf: MemoId | null
  /** Absolute; null when the recording is gone, or known from its note only. */
  readonly path: string | null
  /** The Voice Memos row it belongs to. */
  readonly cloudId: string | null
  /** Its copy in the vault, relative to the vault. */
  readonly vaultAudio: string | null
  readonly fileName: string
  readonly source: MemoSource
  readonly sizeBytes: number
  readonly modifiedMs: number
  readonly container: string | null
  readonly title: string
  /** What the person called it; null when nobody gave it a title. */
  readonly givenTitle: string | null
  readonly line: string
  readonly recordedAt: string
  readonly durationSeconds: number | null
  readonly voiceFolder: string | null
  readonly device: string | null
  readonly state: MemoState
  readonly waitsFor: WaitReason | null
  readonly step: MemoStep | null
  /** How often an engine died over it since it was last asked for. */
  readonly crashes: number
  readonly problem: Problem | null
  readonly damage: string | null
  readonly speech: boolean | null
  readonly doubtCount: number
  readonly notePath: string | null
  /** sha256 of the note as it was last written; null when that is not known, and the note then counts as the person's. */
  readonly noteSha256: string | null
  /** The store knows something that the note does not say yet. */
  readonly noteStale: boolean
  readonly edited: boolean
  readonly described: boolean
  /** The path of the language model that could not describe it; another one gets its chance. */
  readonly undescribedBy: string | null
  readonly summary: string | null
  readonly actions: readonly string[]
  readonly tags: readonly string[]
  /** The version the person picked by hand: a newer one is then not shown by itself. */
  readonly picked: boolean
  readonly askedModel: string | null
  readonly askedLanguage: string | null
  /** Somebody waits for it at the command line: taken before all others. */
  readonly urgent: boolean
}

export type NewEntry = Pick<Entry, 'fileName' | 'source' | 'title' | 'recordedAt' | 'state'> & Partial<Omit<Entry, 'entryId'>>
export type EntryPatch = Partial<Omit<Entry, 'entryId'>>

/** What is found out about a memo before it is filed, kept so that work goes on where it was cut off. */
export interface MemoWork {
  readonly sampleCount: number
  readonly damagedAfterSeconds: number | null
  readonly spans: readonly Span[]
  /** Windows are kept for this model and language only. */
  readonly model: string
  readonly language: string
}

/** A version as the store keeps it until its words stand in the vault. */
export interface VersionRow extends TranscriptVersion {
  readonly durationSeconds: number
  readonly speechSeconds: number
}

export interface EntryChange {
  readonly entryId: number
  /** The row's id before the change, when it is not the same after it. */
  readonly formerRowId: string | null
  /** Null when the entry was removed. */
  readonly entry: Entry | null
}

export interface StateCount {
  readonly state: MemoState
  readonly waitsFor: WaitReason | null
  readonly count: number
}

/** What can be asked for next; each answers in the order work is to be taken up. */
export type WorkKind = 'identify' | 'write' | 'describe' | 'refresh'

/**
 * The queue and the memory of memos. Every call is one transaction, and a kill right after it loses nothing; a power cut may
 * undo the newest ones, in order, unless they were written `durably`. Synchronous: it is a local database, and calls are short.
 */
export interface MemoStore {
  /** True when the database was made anew: the vault has to be read before anything is written down. */
  readonly isNew: boolean
  revision(): number
  /** Counts a change that only lives in memory, such as progress. */
  touch(): number
  onChange(listener: (change: EntryChange) => void): () => void
  /** Runs `work` as one transaction: all of it, or none. */
  together<Result>(work: () => Result): Result
  /** As `together`; when it returns, this and all before it survives a power cut. Costs a flush of the disk. */
  durably<Result>(work: () => Result): Result
  insert(entries: readonly NewEntry[]): readonly Entry[]
  update(entryId: number, patch: EntryPatch): Entry
  remove(entryId: number): void
  get(entryId: number): Entry | null
  byMemo(memoId: MemoId): Entry | null
  /** True when the memo is known to be filed as the note at this path. */
  isFiledAt(memoId: MemoId, notePath: string): boolean
  byPath(path: string): Entry | null
  byCloudId(cloudId: string): Entry | null
  byVaultAudio(path: string): Entry | null
  aliasesOf(memoId: MemoId): readonly Entry[]
  /** Every entry whose path lies under the folder. */
  under(folder: string): readonly Entry[]
  /** How many of them there are; those that wait for a download apart. */
  countUnder(folder: string): { readonly here: number; readonly inCloud: number }
  waitingFor(reason: WaitReason): readonly Entry[]
  /** Filed memos of which no recording is known any more, in the order of their ids, those above `afterId`. */
  withoutRecording(afterId: number, limit: number): readonly Entry[]
  /** Newest first. `text` must stand in the title, the line, the summary or the file's name. */
  list(query: { readonly cursor: string | null; readonly limit: number; readonly text: string | null }): {
    readonly entries: readonly Entry[]
    readonly nextCursor: string | null
  }
  counts(): readonly StateCount[]
  next(kind: WorkKind, except: ReadonlySet<number>): Entry | null
  /** What was in work when the host ended waits for its turn again. */
  recover(): number
  release(reason: WaitReason): number
  /** Memos that another language model could not describe are to be described again; how many there are. */
  describeAgain(modelPath: string): number
  work(memoId: MemoId): MemoWork | null
  saveWork(memoId: MemoId, work: MemoWork): void
  dropWork(memoId: MemoId): void
  windows(memoId: MemoId): ReadonlyMap<number, TranscribedWindow>
  saveWindow(memoId: MemoId, index: number, window: TranscribedWindow): void
  /** In the order they were made. */
  versions(memoId: MemoId): readonly VersionRow[]
  addVersion(memoId: MemoId, version: VersionRow): void
  /** For a version whose number turned out to be taken in the vault. */
  dropVersion(memoId: MemoId, versionId: VersionId): void
  showVersion(memoId: MemoId, versionId: VersionId): void
  waveform(memoId: MemoId): readonly number[]
  saveWaveform(memoId: MemoId, waveform: readonly number[]): void
  /** Files in watched folders that are no recordings: known, counted, not listed. */
  isOther(path: string, sizeBytes: number, modifiedMs: number): boolean
  rememberOther(path: string, sizeBytes: number, modifiedMs: number): void
  forgetOther(path: string): void
  countOthers(): number
  fact(name: string): string | null
  setFact(name: string, value: string): void
  /** What was read of the notes in this vault. */
  noteIndex(vaultPath: string): NoteIndex
  readonly chatJournal: ChatJournal
  close(): void
}
