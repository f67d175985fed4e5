import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSqliteMemoStore } from '../../../src/main/adapters/sqlite/index.ts'
import { createVaultFs } from '../../../src/main/adapters/vault-fs/index.ts'
import { createMemoNotes } from '../../../src/main/core/notes/index.ts'
import type { MemoNotes } from '../../../src/main/core/notes/index.ts'
import type { Log, SeenNote, Vault } from '../../../src/main/core/ports/index.ts'

const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const WRITTEN = new Date('2026-01-01T00:00:00Z')
const live = (): AbortSignal => new AbortController().signal
const noteText = (digit: string, tag = 'one', more = ''): string => `---\nid: "${digit.repeat(16)}"\nrecorded: 2026-11-22T14:32:00+01:00\naudio: /recordings/${digit}.m4a\ntags:\n  - ${tag}\n---\n\n# A memo\n${more}`

describe('notes that were read before', () => {
  let root: string
  const closes: (() => void)[] = []
  const at = (name: string): string => join(root, 'vault', name)
  /** Every write bears the same time, as of a program that sets it back. */
  const write = (name: string, text: string): void => {
    writeFileSync(at(name), text)
    utimesSync(at(name), WRITTEN, WRITTEN)
  }

  /** What a host knows of the vault after a start, a minute later than now unless said otherwise; and which files it read for that. */
  const start = async ({ laterMs = 60_000, folder = 'vault' } = {}): Promise<{ readonly notes: MemoNotes; readonly read: readonly string[]; readonly known: readonly string[] }> => {
    for (const close of closes.splice(0)) close()
    const store = createSqliteMemoStore(join(root, 'memos.db'), quiet)
    closes.push(store.close)
    const files = createVaultFs({ path: join(root, folder), wasUsed: () => true, log: quiet, now: () => Date.now() + laterMs })
    const read: string[] = []
    const vault: Vault = {
      ...files,
      scan: async function* (signal, isRead): AsyncGenerator<SeenNote> {
        for await (const seen of files.scan(signal, isRead)) {
          if (seen.note !== null) read.push(seen.path)
          yield seen
        }
      },
    }
    const notes = createMemoNotes({ vault, index: store.noteIndex(vault.path) })
    const known: string[] = []
    for await (const { memoId, path } of notes.scan(live())) known.push(`${memoId[0] ?? ''} ${path}`)
    return { notes, read: read.sort(), known: known.sort() }
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'freehold-changed-'))
    mkdirSync(join(root, 'vault'))
    write('a.md', noteText('a'))
    write('b.md', noteText('b', 'two'))
    write('theirs.md', '---\ntags: mine\n---\nA note of another program.\n')
  })
  afterEach(() => {
    for (const close of closes.splice(0)) close()
    rmSync(root, { recursive: true, force: true })
  })

  it('are known without being read again, their tags and recordings with them', async () => {
    expect((await start()).read).toEqual(['a.md', 'b.md', 'theirs.md'])
    const { notes, read, known } = await start()
    expect(read).toEqual([])
    expect(known).toEqual(['a a.md', 'b b.md'])
    expect(await notes.tagsInUse(live())).toEqual(['mine', 'one', 'two'])
    expect(notes.audioOf('b.md')).toBe('/recordings/b.m4a')
  })

  it('are read again when their size is another, though their time is the same', async () => {
    await start()
    write('a.md', noteText('a', 'one', 'Mine.\n'))
    expect((await start()).read).toEqual(['a.md'])
  })

  it('are read again when a program set their size and time back', async () => {
    await start()
    const { size } = statSync(at('a.md'))
    write('a.md', noteText('a', 'ten'))
    expect(statSync(at('a.md')).size).toBe(size)
    const { notes, read } = await start()
    expect(read).toEqual(['a.md'])
    expect(await notes.tagsInUse(live())).toEqual(['mine', 'ten', 'two'])
  })

  it('are read again when another file of the same size and time took their name', async () => {
    await start()
    write('new.md', noteText('c'))
    renameSync(at('new.md'), at('a.md'))
    expect((await start()).known).toEqual(['b b.md', 'c a.md'])
  })

  it('are found where they were moved, and forgotten when they are gone', async () => {
    await start()
    mkdirSync(at('Work'))
    renameSync(at('a.md'), at('Work/renamed.md'))
    rmSync(at('theirs.md'))
    rmSync(at('b.md'))
    const { notes, known } = await start()
    expect(known).toEqual(['a Work/renamed.md'])
    expect(await notes.tagsInUse(live())).toEqual(['one'])
    expect(notes.audioOf('b.md')).toBeNull()
  })

  it('are found by their name when they changed places', async () => {
    await start()
    renameSync(at('a.md'), at('x'))
    renameSync(at('b.md'), at('a.md'))
    renameSync(at('x'), at('b.md'))
    expect((await start()).known).toEqual(['a b.md', 'b a.md'])
  })

  it('are read again while they are so fresh that a second edit could bear the same time', async () => {
    await start({ laterMs: 0 })
    const { read } = await start()
    expect(read).toEqual(['a.md', 'b.md', 'theirs.md'])
    expect((await start()).read).toEqual([])
  })

  it('are told by what stands on the disk after an older state folder was put back', async () => {
    await start()
    copyFileSync(join(root, 'memos.db'), join(root, 'older.db'))
    write('a.md', noteText('d'))
    renameSync(at('b.md'), at('moved.md'))
    await start()
    for (const close of closes.splice(0)) close()
    for (const ending of ['', '-wal', '-shm']) rmSync(join(root, `memos.db${ending}`), { force: true })
    renameSync(join(root, 'older.db'), join(root, 'memos.db'))
    expect((await start()).known).toEqual(['b moved.md', 'd a.md'])
  })

  it('are read again in a vault of another name, though they be the same files', async () => {
    await start()
    renameSync(at('.'), join(root, 'other'))
    expect((await start({ folder: 'other' })).read).toEqual(['a.md', 'b.md', 'theirs.md'])
  })
})
