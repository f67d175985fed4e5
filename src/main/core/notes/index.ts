export type { KnownNote, MemoNote, MemoNotes, StoredVersion } from './memo-notes.ts'
