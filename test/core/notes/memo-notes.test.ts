import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MemoIdSchema, VersionIdSchema } from '../../../src/contract/memos.ts'
import type { Segment, TranscriptVersion } from '../../../src/contract/memos.ts'
import { createMemoNotes, readActions } from '../../../src/main/core/notes/index.ts'
import type { KnownNote, MemoNote, MemoNotes, StoredVersion } from '../../../src/main/core/notes/index.ts'
import type { Log } from '../../../src/main/core/ports/index.ts'
import { createSqliteMemoStore } from '../../../src/main/adapters/sqlite/index.ts'
import { createVaultFs } from '../../../src/main/adapters/vault-fs/index.ts'

const memoId = MemoIdSchema.parse('3f2a9c0d1e4b5a67')
const versionId = VersionIdSchema.parse('1')
const segments: readonly Segment[] = [
  { startSeconds: 0.4, endSeconds: 3, text: ' Call the dentist on Monday.', words: [{ startSeconds: 0.4, endSeconds: 0.8, text: ' Call', probability: 0.9 }] },
  { startSeconds: 3.1, endSeconds: 5, text: 'Then [[buy]] <b>bread</b>.', doubtful: ['pace'] },
  { startSeconds: 9, endSeconds: 11, text: '# Not a heading' },
]
const stored: StoredVersion = {
  memoId, versionId, engine: 'whisper.cpp', model: 'ggml-base', demo: false, language: 'en', madeAt: '2026-11-22T14:33:10.000Z', durationSeconds: 65.2, speechSeconds: 8, segments: [...segments],
}
const version: TranscriptVersion = { versionId, engine: 'whisper.cpp', model: 'ggml-base', demo: false, language: 'en', madeAt: stored.madeAt, doubtCount: 1, shown: true }
const note: MemoNote = {
  memoId, title: 'Call the dentist', recordedAt: '2026-11-22T14:32:00+01:00', durationSeconds: 65.2, source: 'voice-memos', audio: 'Memos/Audio/2026/20261122 143200.m4a',
  audioSha256: `3f2a9c0d1e4b5a67${'0'.repeat(48)}`, device: 'iPhone', summary: 'A call on Monday, and bread.', actions: ['Call the dentist', 'Buy bread'], tags: ['health', 'to do'],
  damage: null, folder: 'Memos/2026/11', shown: stored, versions: [version],
}

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'freehold-notes-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))
const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const open = (): MemoNotes => createMemoNotes({ vault: createVaultFs({ path: root, wasUsed: () => false, log: quiet }), index: createSqliteMemoStore(':memory:', quiet).noteIndex(root) })
const known = async (notes: MemoNotes): Promise<readonly KnownNote[]> => {
  const found: KnownNote[] = []
  for await (const each of notes.scan(new AbortController().signal)) found.push(each)
  return found
}

describe('a memo’s note', () => {
  it('reads as a person would write it, the words being words only', async () => {
    const { path } = await open().fileNote(note)
    expect(path).toBe('Memos/2026/11/2026-11-22 1432 Call the dentist.md')
    const text = readFileSync(join(root, path), 'utf8')
    const body = text.slice(text.indexOf('\n# ') + 1)
    expect(body).toBe(
      [
        '# Call the dentist', 'A call on Monday, and bread.', '## Actions', '- [ ] Call the dentist\n- [ ] Buy bread', '![Recording](../../Audio/2026/20261122%20143200.m4a)', '## Transcript',
        '*Words ==marked like this== are doubtful: listen before you rely on them.*', '**0:00** Call the dentist on Monday. ==Then \\[\\[buy\\]\\] \\<b\\>bread\\</b\\>.==', '**0:09** \\# Not a heading\n',
      ].join('\n\n'),
    )
    expect(readActions(text.replace('[ ] Buy', '[x] Buy'))).toEqual([{ text: 'Call the dentist', done: false }, { text: 'Buy bread', done: true }])
  })

  it('says so when there was no speech, and how far a damaged recording went', async () => {
    const { path } = await open().fileNote({ ...note, shown: { ...stored, segments: [] }, damage: 'The recording is damaged after 0:09.' })
    expect(readFileSync(join(root, path), 'utf8')).toMatch(/\*The recording is damaged after 0:09\.\*\n\nNo speech was found in this recording\.\n$/)
  })

  it('is known again from the vault alone, wherever the person moved it', async () => {
    const filed = await open().fileNote(note)
    mkdirSync(join(root, 'Mine'))
    renameSync(join(root, filed.path), join(root, 'Mine/Dentist.md'))
    appendFileSync(join(root, 'Mine/Dentist.md'), 'my line\n')
    writeFileSync(join(root, 'other.md'), '---\nid: 3f2a9c0d1e4b5a68\ntags: health, home\n---\n')
    const notes = open()
    const expected = {
      memoId, path: 'Mine/Dentist.md', audio: note.audio, audioSha256: note.audioSha256, source: note.source, device: note.device, damage: null, title: note.title, recordedAt: note.recordedAt, durationSeconds: 65, summary: note.summary, tags: ['health', 'to-do'], versions: [version], writtenSha256: null,
    }
    expect(await known(notes)).toEqual([expected])
    expect(await open().findNote(memoId, new AbortController().signal)).toEqual(expected)
    expect(await notes.tagsInUse(new AbortController().signal)).toEqual(['health', 'home', 'to-do'])
    expect(await notes.fileNote(note)).toEqual({ path: 'Mine/Dentist.md', writtenSha256: null })
  })

  it('is never a chat, whatever a person put above it', async () => {
    const notes = open()
    await notes.fileNote(note)
    mkdirSync(join(root, 'Chats'))
    const chat = (id: string): string => `---\nid: "${id}"\nkind: chat\ntitle: "A"\nrecorded: 2026-11-22T14:32:00+01:00\naudio-sha256: "${'0'.repeat(64)}"\nmessages:\n  - { "id": "m1", "role": "you", "at": "" }\n---\n\n<!-- m1 -->\n## You · x\n\nHello\n`
    writeFileSync(join(root, 'Chats', 'a.md'), chat('00112233445566ee'))
    writeFileSync(join(root, 'Chats', 'b.md'), chat(memoId))
    expect((await known(notes)).map(({ path }) => path)).toEqual(['Memos/2026/11/2026-11-22 1432 Call the dentist.md'])
    expect((await notes.findNote(memoId, new AbortController().signal))?.path).toMatch(/^Memos/)
    expect(await notes.knownAt('Chats/b.md')).toBeNull()
  })

  it('follows its title until the person edits it', async () => {
    const notes = open()
    const { path } = await notes.fileNote({ ...note, title: 'New Recording 3' })
    const filed = await notes.untouched(path)
    const updated = filed && (await notes.updateNote(filed, note))
    expect(updated?.path).toBe('Memos/2026/11/2026-11-22 1432 Call the dentist.md')
    appendFileSync(join(root, updated?.path ?? ''), 'my line\n')
    expect(updated && (await notes.updateNote(updated, { ...note, title: 'Again' }))).toBeNull()
  })
})

describe('transcripts beside the note', () => {
  it('are kept as they were, found wherever they were moved, and never replaced', async () => {
    const notes = open()
    await notes.saveVersion(note.folder, stored)
    await notes.saveVersion(note.folder, stored)
    await expect(notes.saveVersion(note.folder, { ...stored, language: 'de' })).rejects.toMatchObject({ code: 'CONFLICT' })
    const name = `${memoId}.v1.transcript.json`
    renameSync(join(root, note.folder, name), join(root, name))
    expect(await open().readVersion(memoId, versionId)).toEqual(stored)
    expect(await open().readVersion(memoId, VersionIdSchema.parse('2'))).toBeNull()
  })

  it('damaged by hand are reported and left as they are', async () => {
    const name = join(root, `${memoId}.v1.transcript.json`)
    writeFileSync(name, '{"segments": [')
    await expect(open().readVersion(memoId, versionId)).rejects.toMatchObject({ code: 'DAMAGED' })
    expect(readFileSync(name, 'utf8')).toBe('{"segments": [')
  })

  it('remember what the person confirmed', async () => {
    const notes = open()
    await notes.saveVersion(note.folder, stored)
    await notes.confirm(memoId, versionId, 3.1)
    await notes.confirm(memoId, versionId, 0.4)
    await notes.confirm(memoId, versionId, 3.1)
    expect(await open().readConfirmed(memoId, versionId)).toEqual([0.4, 3.1])
  })
})
