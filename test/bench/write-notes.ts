import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MemoIdSchema, VersionIdSchema } from '../../src/contract/memos.ts'
import { renderNote } from '../../src/main/adapters/vault-fs/frontmatter.ts'
import { noteBody } from '../../src/main/core/notes/note-body.ts'
import { noteFrontmatter } from '../../src/main/core/notes/note-frontmatter.ts'
import { noteName } from '../../src/main/core/notes/note-name.ts'
import type { MemoNote } from '../../src/main/core/notes/index.ts'

const FIRST_MS = Date.UTC(2016, 0, 1, 8)
const APART_MS = 8 * 3_600_000
const AT_ONCE = 64

const noteOf = (index: number): MemoNote => {
  const recordedAt = new Date(FIRST_MS + index * APART_MS).toISOString()
  const memoId = MemoIdSchema.parse((index + 1).toString(16).padStart(16, '0'))
  const version = { versionId: VersionIdSchema.parse('1'), engine: 'whisper.cpp', model: 'ggml-small', demo: false, language: 'en', madeAt: recordedAt }
  const segments = Array.from({ length: 12 }, (_, number) => ({ startSeconds: number * 5, endSeconds: number * 5 + 4, text: `Sentence ${number + 1} of memo ${index + 1} tells of the boats and the river.` }))
  return {
    memoId,
    title: `Memo ${index + 1} by the river`,
    recordedAt,
    durationSeconds: 60,
    source: 'folder',
    audio: `/recordings/memo-${index + 1}.m4a`,
    audioSha256: memoId.repeat(4),
    device: null,
    summary: 'The boats are covered for the winter.',
    actions: ['Call the harbour'],
    tags: ['river', `year-${recordedAt.slice(0, 4)}`],
    damage: null,
    folder: `Memos/${recordedAt.slice(0, 4)}/${recordedAt.slice(5, 7)}`,
    shown: { ...version, memoId, durationSeconds: 60, speechSeconds: 50, segments },
    versions: [{ ...version, doubtCount: 0, shown: true }],
  }
}

const writeOne = async (vault: string, index: number): Promise<void> => {
  const note = noteOf(index)
  const path = join(vault, note.folder, `${noteName(note.recordedAt, note.title)}.md`)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, renderNote(note.memoId, noteFrontmatter(note), noteBody(note)))
}

/** Fills a vault with memo notes as Freehold writes them. */
export const writeNotes = async (vault: string, count: number): Promise<void> => {
  for (let start = 0; start < count; start += AT_ONCE) await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - start) }, (_, offset) => writeOne(vault, start + offset)))
}
