import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVaultFs } from '../../src/main/adapters/vault-fs/index.ts'
import type { NoteDraft, Vault } from '../../src/main/core/ports/index.ts'

const noLinks = (): Promise<void> => Promise.reject(Object.assign(new Error('no links here'), { code: 'EPERM' }))
const log = { debug: () => {} }
const draft: NoteDraft = { id: 'a1b2c3d4e5f60718', folder: 'Memos/2026/11', name: '2026-11-22 1432 Call', frontmatter: { title: 'Call' }, body: '# Call\n\nText' }
const live = (): AbortSignal => new AbortController().signal
async function* chunks(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part)
}

let root: string
let used: boolean
beforeEach(() => {
  used = false
  root = mkdtempSync(join(tmpdir(), 'freehold-vault-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name).filter((name) => name !== '.freehold').sort()

const scanned = async (vault: Vault): Promise<readonly string[]> => {
  const paths: string[] = []
  for await (const note of vault.scan(live())) paths.push(note.path)
  return paths.sort()
}

describe.each([
  ['a file system with links', undefined],
  ['a file system without links', noLinks],
])('a vault on %s', (_, link) => {
  const open = (): Vault => createVaultFs({ path: join(root, 'Vault'), wasUsed: () => used, log, ...(link ? { link } : {}) })

  it('files a note under its name and says what it wrote', async () => {
    const vault = open()
    const filed = await vault.fileNote(draft)
    expect(filed.path).toBe('Memos/2026/11/2026-11-22 1432 Call.md')
    expect((await vault.readText(filed.path))?.sha256).toBe(filed.writtenSha256)
    expect(await vault.untouched(filed.path)).toEqual(filed)
    expect((await vault.readNote(filed.path))?.frontmatter).toMatchObject({ id: draft.id, title: 'Call' })
    expect(filesBelow(root)).toEqual(['2026-11-22 1432 Call.md'])
  })

  it('files a note once, also when it was filed and not recorded by an earlier run', async () => {
    const filed = await open().fileNote(draft)
    expect(await open().fileNote({ ...draft, name: 'Another title' })).toEqual(filed)
    expect(filesBelow(root)).toHaveLength(1)
  })

  it('moves a note that nobody touched to another folder under a free name, also when a kill left it in both', async () => {
    const vault = open()
    const filed = await vault.fileNote(draft)
    await vault.fileNote({ ...draft, id: 'b', folder: 'Work' })
    const change = { ...draft, folder: 'Work', formerName: draft.name, body: '# Call\n\nMoved' }
    const [from, to] = [join(root, 'Vault', filed.path), join(root, 'Vault/Work/2026-11-22 1432 Call 2.md')]
    if (link === undefined) linkSync(from, to)
    const moved = await vault.updateNote(filed, change)
    expect(moved).toMatchObject({ path: 'Work/2026-11-22 1432 Call 2.md' })
    expect(existsSync(from)).toBe(false)
    expect(readFileSync(to, 'utf8')).toMatch(/Moved\n$/)
    // Killed before it was recorded: the same change again finds it where it is.
    expect(await vault.updateNote(filed, change)).toEqual(moved)
    appendFileSync(to, 'Mine.\n')
    expect(moved && (await vault.updateNote(moved, { ...change, folder: 'Else' }))).toBeNull()
  })

  it('makes a person’s change in the app: a note that was ours stays ours, an edited one stays edited', async () => {
    const vault = open()
    const filed = await vault.fileNote(draft)
    const amended = await vault.amendNote(filed.path, (text) => text.replace('Text', 'Changed'))
    expect(await vault.untouched(filed.path)).toEqual(amended.filed)
    expect((await vault.readText(filed.path))?.text).toBe(amended.text)
    const absolute = join(root, 'Vault', filed.path)
    appendFileSync(absolute, 'Mine.\n')
    expect((await vault.amendNote(filed.path, (text) => text.replace('Changed', 'Again'))).filed).toBeNull()
    expect(readFileSync(absolute, 'utf8')).toMatch(/Again\nMine\.\n$/)
    expect(await vault.untouched(filed.path)).toBeNull()
    await expect(vault.amendNote('Memos/none.md', (text) => text)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('reads a note again that an editor saves while it is changed in the app', async () => {
    const vault = open()
    const { path } = await vault.fileNote(draft)
    let saves = 1
    await vault.amendNote(path, (text) => {
      if (saves-- > 0) appendFileSync(join(root, 'Vault', path), 'Saved meanwhile.\n')
      return text.replace('Text', 'Changed')
    })
    expect(readFileSync(join(root, 'Vault', path), 'utf8')).toMatch(/Changed\nSaved meanwhile\.\n$/)
    await expect(vault.amendNote(path, (text) => (appendFileSync(join(root, 'Vault', path), '.'), `${text}!`))).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(filesBelow(root).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('gives a number to a name that is taken, also when only its case differs', async () => {
    const vault = open()
    await vault.fileNote(draft)
    const second = await vault.fileNote({ ...draft, id: 'b', name: '2026-11-22 1432 CALL' })
    const third = await vault.fileNote({ ...draft, id: 'c' })
    expect([second.path, third.path].map((path) => path.split('/').at(-1))).toEqual(['2026-11-22 1432 CALL 2.md', '2026-11-22 1432 Call 3.md'])
  })

  it('never replaces a file of the same name that somebody else wrote', async () => {
    const folder = join(root, 'Vault/Memos/2026/11')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, '2026-11-22 1432 Call.md'), 'mine')
    await open().fileNote(draft)
    expect(readFileSync(join(folder, '2026-11-22 1432 Call.md'), 'utf8')).toBe('mine')
  })

  it('rewrites its own note and renames it with its title', async () => {
    const vault = open()
    const filed = await vault.fileNote(draft)
    const updated = await vault.updateNote(filed, { ...draft, name: '2026-11-22 1432 Call the dentist', formerName: draft.name, body: 'new' })
    expect(updated?.path).toBe('Memos/2026/11/2026-11-22 1432 Call the dentist.md')
    expect((await vault.readText(updated?.path ?? ''))?.text).toContain('new')
    expect(filesBelow(root)).toHaveLength(1)
  })

  it('repeats an update that was killed before it was recorded', async () => {
    const vault = open()
    const filed = await vault.fileNote(draft)
    const change = { ...draft, name: 'New', formerName: draft.name, body: 'new' }
    const updated = await vault.updateNote(filed, change)
    expect(await open().updateNote(filed, change)).toEqual(updated)
    expect(filesBelow(root)).toEqual(['New.md'])
  })

  it('lets a person keep the note they edited, renamed or deleted', async () => {
    const vault = open()
    const filed = await vault.fileNote(draft)
    const change = { ...draft, formerName: draft.name, body: 'new' }
    const absolute = join(root, 'Vault', filed.path)
    appendFileSync(absolute, 'my line\n')
    expect(await vault.updateNote(filed, change)).toBeNull()
    expect(readFileSync(absolute, 'utf8')).toContain('my line')
    expect(await vault.untouched(filed.path)).toBeNull()
    renameSync(absolute, join(root, 'Vault', 'Mine.md'))
    expect(await vault.updateNote(filed, change)).toBeNull()
    rmSync(join(root, 'Vault', 'Mine.md'))
    expect(await vault.updateNote(filed, change)).toBeNull()
    expect(filesBelow(root)).toEqual([])
  })

  it('keeps the name a person gave a note, and rewrites the rest', async () => {
    const vault = open()
    const filed = await vault.fileNote(draft)
    renameSync(join(root, 'Vault', filed.path), join(root, 'Vault/Mine.md'))
    const updated = await vault.updateNote({ ...filed, path: 'Mine.md' }, { ...draft, folder: '', name: 'New', formerName: draft.name, body: 'new' })
    expect(updated?.path).toBe('Mine.md')
  })

  it('writes a text once: the same again is fine, another is a conflict', async () => {
    const vault = open()
    await vault.createText('Memos/a.json', '{}')
    await vault.createText('Memos/a.json', '{}')
    await expect(vault.createText('Memos/a.json', '[]')).rejects.toMatchObject({ code: 'CONFLICT' })
    const { sha256 } = (await vault.readText('Memos/a.json')) ?? { sha256: '' }
    await vault.replaceText('Memos/a.json', '[1]', sha256)
    await expect(vault.replaceText('Memos/a.json', '[2]', sha256)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await vault.list('Memos', '.json')).toEqual(['Memos/a.json'])
    expect(await vault.findFile('a.json')).toBe('Memos/a.json')
    expect(filesBelow(root)).toEqual(['a.json'])
  })

  it('keeps an upload, and nothing of one that breaks off or is too large', async () => {
    const vault = open()
    const upload = { folder: 'Memos/Audio', name: 'memo.m4a', maxBytes: 10, signal: live() }
    const kept = await vault.receive({ ...upload, body: chunks('abc', 'def') })
    expect(kept).toMatchObject({ path: 'Memos/Audio/memo.m4a', sizeBytes: 6, sha256: 'bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721' })
    expect((await vault.receive({ ...upload, body: chunks('abcdef') })).path).toBe('Memos/Audio/memo 2.m4a')
    await expect(vault.receive({ ...upload, body: chunks('abcdef', 'abcdef') })).rejects.toMatchObject({ code: 'TOO_LARGE' })
    await expect(vault.receive({ ...upload, body: breaking() })).rejects.toThrow('line went dead')
    await expect(vault.receive({ ...upload, body: chunks('a'), signal: AbortSignal.abort() })).rejects.toThrow('aborted')
    await expect(vault.remove(kept.path, 'other')).rejects.toMatchObject({ code: 'CONFLICT' })
    await vault.remove(kept.path, kept.sha256)
    expect(filesBelow(root)).toEqual(['memo 2.m4a'])
  })

  it('copies a recording once, and none that changed meanwhile', async () => {
    const vault = open()
    writeFileSync(join(root, 'r.m4a'), 'abcdef')
    const file = { sourcePath: join(root, 'r.m4a'), folder: 'Audio', name: 'r.m4a', expectedSha256: 'bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721', signal: live() }
    expect(await vault.copyIn(file)).toEqual(await vault.copyIn(file))
    await expect(vault.copyIn({ ...file, expectedSha256: 'x' })).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(vault.copyIn({ ...file, name: 'other', sourcePath: join(root, 'none') })).rejects.toMatchObject({ code: 'FILE_GONE' })
    expect(filesBelow(join(root, 'Vault'))).toEqual(['r.m4a'])
  })
})

async function* breaking(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('a')
  throw new Error('line went dead')
}

describe('a vault on this file system', () => {
  const open = (path = join(root, 'Vault')): Vault => createVaultFs({ path, wasUsed: () => used, log })

  it('finishes a rename that was killed between its two steps', async () => {
    const filed = await open().fileNote(draft)
    linkSync(join(root, 'Vault', filed.path), join(root, 'Vault/Memos/2026/11/New.md'))
    const updated = await open().updateNote(filed, { ...draft, name: 'New', formerName: draft.name })
    expect(updated?.path).toBe('Memos/2026/11/New.md')
    expect(filesBelow(root)).toEqual(['New.md'])
  })

  it('creates the folder at first use, and never one whose disk is gone', async () => {
    await open().check()
    expect(existsSync(join(root, 'Vault/.freehold'))).toBe(true)
    await expect(open(join(root, 'no disk/Vault')).check()).rejects.toMatchObject({ code: 'VAULT_GONE' })
    used = true
    rmSync(join(root, 'Vault'), { recursive: true })
    await expect(open().fileNote(draft)).rejects.toMatchObject({ code: 'VAULT_GONE' })
    mkdirSync(join(root, 'Vault'))
    await expect(open().fileNote(draft)).rejects.toMatchObject({ code: 'VAULT_GONE' })
    expect(readdirSync(join(root, 'Vault'))).toEqual([])
  })

  it('refuses every path that leads out of the vault', async () => {
    const vault = open()
    await vault.check()
    mkdirSync(join(root, 'outside'))
    symlinkSync(join(root, 'outside'), join(root, 'Vault/link'))
    for (const folder of ['..', '../outside', 'a/../..', '/etc', 'link', 'link/deeper', 'a//b']) {
      await expect(vault.fileNote({ ...draft, folder })).rejects.toMatchObject({ code: 'OUTSIDE_FOLDER' })
      await expect(vault.createText(`${folder}/x.json`, '{}')).rejects.toMatchObject({ code: 'OUTSIDE_FOLDER' })
    }
    expect(readdirSync(join(root, 'outside'))).toEqual([])
  })

  it('reads notes of any kind, and leaves hidden folders and links out', async () => {
    const vault = open()
    await vault.fileNote(draft)
    const put = (name: string, text: string): void => writeFileSync(join(root, 'Vault', name), text)
    mkdirSync(join(root, 'Vault/.obsidian'))
    put('.obsidian/hidden.md', '---\nid: x\n---\n')
    symlinkSync(join(root, 'Vault/.obsidian/hidden.md'), join(root, 'Vault/link.md'))
    put('broken.md', '---\nid: "0123456789abcdef"\nbad: [unclosed\n---\ntext')
    put('crlf.md', '\uFEFF---\r\nid: crlf\r\n---\r\ntext')
    put('open.md', '---\nid: never closed')
    put('plain.md', 'text')
    put('bomb.md', `---\na: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefgh'.split('').map((k, i) => `${k}: &${k} [${Array(10).fill(`*${'abcdefgh'[i]}`).join(',')}]`).join('\n')}\n---\n`)
    expect(await scanned(vault)).toEqual(['Memos/2026/11/2026-11-22 1432 Call.md', 'bomb.md', 'broken.md', 'crlf.md', 'open.md', 'plain.md'])
    expect((await vault.readNote('broken.md'))?.frontmatter['id']).toBe('0123456789abcdef')
    expect((await vault.readNote('crlf.md'))?.frontmatter['id']).toBe('crlf')
    expect(await vault.readNote('none.md')).toBeNull()
  })

  it('sweeps what killed writes left, and nothing else', async () => {
    const vault = open()
    const filed = await vault.fileNote(draft)
    const folder = join(root, 'Vault/Memos/2026/11')
    const old = new Date(Date.now() - 2 * 3600_000)
    for (const name of ['.freehold-0123456789abcdef.tmp', '.mine.tmp', 'note.tmp']) {
      writeFileSync(join(folder, name), 'x')
      utimesSync(join(folder, name), old, old)
    }
    writeFileSync(join(folder, '.freehold-ffffffffffffffff.tmp'), 'being written')
    await vault.fileNote({ ...draft, id: 'other' })
    expect(filesBelow(folder)).toEqual(['.freehold-ffffffffffffffff.tmp', '.mine.tmp', '2026-11-22 1432 Call 2.md', filed.path.split('/').at(-1), 'note.tmp'].sort())
  })

  const canMount = process.platform === 'linux' && process.getuid?.() === 0 && mounts(mkdtempSync(join(tmpdir(), 'freehold-mount-')))
  it.skipIf(!canMount)('says when the disk is full, and leaves nothing behind (needs a small tmpfs)', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', root])
    try {
      const vault = open()
      await vault.check()
      const upload = { folder: 'Audio', name: 'a.wav', maxBytes: 1e9, signal: live(), body: chunks('x'.repeat(1e6)) }
      await expect(vault.receive(upload)).rejects.toMatchObject({ code: 'DISK_FULL' })
      await expect(vault.fileNote({ ...draft, body: 'x'.repeat(1e6) })).rejects.toMatchObject({ code: 'DISK_FULL' })
      expect(filesBelow(root)).toEqual([])
      expect((await vault.fileNote(draft)).path).toContain('Call.md')
    } finally {
      execFileSync('umount', [root])
    }
  })
})

function mounts(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' })
    execFileSync('umount', [folder])
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
