import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVaultFs } from '../../src/main/adapters/vault-fs/index.ts'
import type { Vault } from '../../src/main/core/ports/index.ts'

const noLinks = (): Promise<void> => Promise.reject(Object.assign(new Error('no links here'), { code: 'EPERM' }))
const log = { debug: () => {} }
const live = (): AbortSignal => new AbortController().signal

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'freehold-vault-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name).filter((name) => name !== '.freehold').sort()

describe.each([
  ['a file system with links', undefined],
  ['a file system without links', noLinks],
])('texts in a vault on %s', (_, link) => {
  const open = (): Vault => createVaultFs({ path: join(root, 'Vault'), wasUsed: () => false, log, ...(link ? { link } : {}) })

  it('writes a new text under a free name, and moves it without replacing anything', async () => {
    const vault = open()
    const first = await vault.fileText({ folder: 'Chats', name: '2026-11-22 1432 A/B?', text: 'one' })
    expect(first.path).toBe('Chats/2026-11-22 1432 A-B.md')
    const second = await vault.fileText({ folder: 'Chats', name: '2026-11-22 1432 A/B?', text: 'two' })
    expect(second.path).toBe('Chats/2026-11-22 1432 A-B 2.md')
    expect((await vault.readText(second.path))?.sha256).toBe(second.sha256)

    const renamed = await vault.moveFile(second.path, { folder: 'Chats', name: 'New', formerName: '2026-11-22 1432 A/B?' }, second.sha256)
    expect(renamed).toBe('Chats/New.md')
    expect(await vault.moveFile(renamed, { folder: 'Chats', name: 'Newer', formerName: 'Old' }, second.sha256)).toBe('Chats/New.md')
    writeFileSync(join(root, 'Vault/Chats/Taken.md'), 'mine')
    expect(await vault.moveFile(renamed, { folder: 'Chats', name: 'taken', formerName: 'New' }, second.sha256)).toBe('Chats/taken 2.md')
    expect(readFileSync(join(root, 'Vault/Chats/Taken.md'), 'utf8')).toBe('mine')

    const trashed = await vault.moveFile('Chats/taken 2.md', { folder: '.trash/Chats' }, second.sha256)
    expect(trashed).toBe('.trash/Chats/taken 2.md')
    expect(await vault.readText('Chats/taken 2.md')).toBeNull()
    expect(await vault.list('.trash/Chats', '.md')).toEqual([trashed])
    expect(await vault.moveFile(trashed, { folder: 'Chats' }, second.sha256)).toBe('Chats/taken 2.md')
    await expect(vault.moveFile(first.path, { folder: '.trash/Chats' }, second.sha256)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(vault.moveFile('Chats/none.md', { folder: '.trash/Chats' }, second.sha256)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(filesBelow(join(root, 'Vault'))).toEqual(['2026-11-22 1432 A-B.md', 'Taken.md', 'taken 2.md'].sort())
  })

  it('tells the files below a folder, and when one was written', async () => {
    const vault = createVaultFs({ path: join(root, 'Vault'), wasUsed: () => false, log, now: () => Date.now() + 60_000 })
    const walked = async (folder: string): Promise<readonly string[]> => {
      const paths: string[] = []
      for await (const path of vault.walk(folder, '.md', live())) paths.push(path)
      return paths.sort()
    }
    await vault.check()
    expect(await walked('Chats')).toEqual([])
    const { path } = await vault.fileText({ folder: 'Chats', name: 'A', text: 'one' })
    await vault.fileText({ folder: 'Chats/Work', name: 'B', text: 'two' })
    await vault.fileText({ folder: 'Other', name: 'C', text: 'three' })
    expect(await walked('Chats')).toEqual(['Chats/A.md', 'Chats/Work/B.md'])
    const stamp = await vault.stampOf(path)
    expect(stamp).toMatchObject({ isSettled: true })
    expect(await vault.stampOf(path)).toEqual(stamp)
    appendFileSync(join(root, 'Vault', path), '!')
    expect((await vault.stampOf(path))?.text).not.toBe(stamp?.text)
    expect(await vault.stampOf('Chats/none.md')).toBeNull()
    await expect(walked('../..')).rejects.toMatchObject({ code: 'OUTSIDE_FOLDER' })
  })
})
