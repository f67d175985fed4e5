import type { AmendedNote, FiledNote } from '../ports/index.ts'
import type { MemoAction, MemoId, Segment, TranscriptVersion, VersionId } from '../../../contract/memos.ts'

export interface MemoNote {
  readonly memoId: MemoId
  readonly title: string
  readonly recordedAt: string
  readonly durationSeconds: number
  readonly source: string
  /** Absolute path of the recording, or its path in the vault when it was copied. */
  readonly audio: string
  readonly audioSha256: string
  readonly device: string | null
  readonly summary: string | null
  readonly actions: readonly string[]
  readonly tags: readonly string[]
  readonly damage: string | null
  /** Folder in the vault, e.g. `Memos/2026/11`. */
  readonly folder: string
  readonly shown: StoredVersion | null
  readonly versions: readonly TranscriptVersion[]
}

/** A transcript as it is kept: one JSON file beside the note, never rewritten, never replaced. */
export interface StoredVersion {
  readonly memoId: MemoId
  readonly versionId: VersionId
  readonly engine: string
  readonly model: string
  readonly demo: boolean
  readonly language: string
  readonly madeAt: string
  readonly durationSeconds: number
  readonly speechSeconds: number
  readonly segments: readonly Segment[]
}

export interface KnownNote {
  readonly memoId: MemoId
  readonly path: string
  readonly audioSha256: string | null
  /** As the note has it: absolute on this machine, or in the vault. */
  readonly audio: string | null
  readonly source: string | null
  readonly device: string | null
  readonly damage: string | null
  readonly title: string
  readonly recordedAt: string | null
  readonly durationSeconds: number | null
  readonly summary: string | null
  readonly tags: readonly string[]
  readonly versions: readonly TranscriptVersion[]
  /** sha256 of the note as we wrote it, null when somebody edited it since; missing when it was not read to its end. */
  readonly writtenSha256?: string | null
}

/**
 * Memos as Markdown notes and transcripts beside them, in the vault. Every write is atomic (temporary file, fsync, link or rename without
 * replacing), never overwrites what it did not write, and leaves a person's edit alone.
 * Rejects with AppError VAULT_GONE, DISK_FULL, NO_PERMISSION, CONFLICT.
 */
export interface MemoNotes {
  readonly vaultPath: string
  /** Creates the folder if its parent exists; rejects VAULT_GONE when it cannot be reached or written. */
  check(): Promise<void>
  /**
   * Writes the note under a free name. When a note of this memo already stands (killed before it was recorded), returns that;
   * one that the person edited has no `writtenSha256`.
   */
  fileNote(note: MemoNote): Promise<{ readonly path: string; readonly writtenSha256: string | null }>
  /**
   * Rewrites the note, what is ticked in it staying so, and moves it to `folder`; or returns null when the person edited, moved
   * away or deleted it since. May rename by title.
   */
  updateNote(filed: FiledNote, note: MemoNote): Promise<FiledNote | null>
  /** The note at this path as filed, when nobody edited it since we wrote it (after a rebuild); null when it is the person's. */
  untouched(path: string): Promise<FiledNote | null>
  /** Ticks an action where the note stands, as the person's change; CONFLICT when it has no such line any more. */
  setAction(path: string, action: MemoAction & { readonly index: number }): Promise<AmendedNote>
  /** What the note at this path says of its memo; null when none stands there. */
  knownAt(path: string): Promise<KnownNote | null>
  /** False when a link in the vault leads from this folder out of it. */
  isInside(folder: string): Promise<boolean>
  readNote(path: string): Promise<{ readonly text: string; readonly sha256: string } | null>
  /** Keeps a transcript version beside the note; the same version twice is one file. */
  saveVersion(folder: string, version: StoredVersion): Promise<void>
  /** Rejects DAMAGED when the file was changed by hand. */
  readVersion(memoId: MemoId, versionId: VersionId): Promise<StoredVersion | null>
  /** Spans the person confirmed, kept beside the version. */
  confirm(memoId: MemoId, versionId: VersionId, startSeconds: number): Promise<void>
  readConfirmed(memoId: MemoId, versionId: VersionId): Promise<readonly number[]>
  /** Copies a recording into the vault under a free name; the same content twice is one file. Returns the path in the vault. */
  copyAudio(sourcePath: string, name: string, recordedAt: string, sha256: string, signal: AbortSignal): Promise<string>
  /**
   * Every memo note of the vault, read in passing; notes without our id are left alone. One that stands unchanged since it
   * was last read is left out when `isKnown` says so.
   */
  scan(signal: AbortSignal, isKnown?: (memoId: MemoId, path: string) => boolean): AsyncIterable<KnownNote>
  /** Where a memo's note stands now, wherever the person moved it; null when it is gone. */
  findNote(memoId: MemoId, signal: AbortSignal): Promise<KnownNote | null>
  /** Where the note at this path says its recording is, as of the last scan; null when it does not say. */
  audioOf(path: string): string | null
  /** Tags that notes already use, most used first. */
  tagsInUse(signal: AbortSignal): Promise<readonly string[]>
}

