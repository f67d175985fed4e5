export { createMemoNotes } from './create-memo-notes.ts'
export type { MemoNotesDeps } from './create-memo-notes.ts'
export type { KnownNote, MemoNote, MemoNotes, StoredVersion } from './memo-notes.ts'
export { readActions } from './read-actions.ts'
