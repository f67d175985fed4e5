import type { MemoId } from '../../../contract/memos.ts'

/** What was read of a Markdown file of the vault when it was last looked at. */
export interface IndexedNote {
  readonly path: string
  /** As the vault gave it; null when the file must be read again next time. */
  readonly stamp: string | null
  /** Null for a note that is none of ours. */
  readonly memoId: MemoId | null
  /** Where the note says its recording is. */
  readonly audio: string | null
  readonly tags: readonly string[]
}

/**
 * Remembers what stands in the notes, so that a start reads only those that changed. It saves reading and is never the
 * truth: it may be lost at any time, and a write that fails is none of the caller's business.
 */
export interface NoteIndex {
  /** True when the file at `path` was read under this very stamp. */
  isAt(path: string, stamp: string): boolean
  at(path: string): IndexedNote | null
  /** Where the memo's note was seen last; a hint to be looked at. */
  pathOf(memoId: MemoId): string | null
  save(notes: readonly IndexedNote[]): void
  remove(path: string): void
  /** Forgets all notes but these. */
  keep(paths: ReadonlySet<string>): void
  tagCounts(): readonly (readonly [tag: string, count: number])[]
}
