import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createWatchFolder } from '../../../src/main/adapters/folder-watch/index.ts'
import type { FolderWatch } from '../../../src/main/core/ports/index.ts'

let parent: string
let folder: string
let watch: FolderWatch | undefined
let told: string[]
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'watch-'))
  folder = join(parent, 'recordings')
  mkdirSync(folder)
  told = []
})
afterEach(async () => {
  await watch?.close()
  rmSync(parent, { recursive: true, force: true })
})

const tell = (what: string, path = ''): void => void told.push(`${what} ${path.slice(folder.length + 1)}`.trim())
const start = (path = folder): void => {
  watch = createWatchFolder({ retryMs: 100 })(path, {
    onFile: (file) => tell('file', file.path),
    onGone: (gone) => tell('gone', gone),
    onRefused: (refused, reason) => tell(reason, refused),
    onPlaceholder: (expected) => tell('placeholder', expected),
    onTrouble: (state) => tell(state),
    onReady: () => tell('ready'),
  })
}
const until = (what: string): Promise<void> => vi.waitFor(() => expect(told).toContain(what), { timeout: 10_000, interval: 20 })
const put = (...names: readonly string[]): void => {
  for (const name of names) writeFileSync(join(folder, name), 'x')
}

it('tells of every file that is there before it says ready, and of no hidden or temporary one', async () => {
  mkdirSync(join(folder, 'sub'))
  put('a.m4a', 'sub/😀 line\nbreak.m4a', `${'n'.repeat(251)}.m4a`, '.DS_Store', 'x.m4a.part', 'y~', '.Lecture.m4a.icloud')
  start()
  await until('ready')
  expect(told.at(-1)).toBe('ready')
  expect(told.slice(0, -1).toSorted()).toEqual(['file a.m4a', `file ${'n'.repeat(251)}.m4a`, 'file sub/😀 line\nbreak.m4a', 'placeholder Lecture.m4a'].toSorted())
})

it('tells of files that come, grow and go', async () => {
  start()
  await until('ready')
  mkdirSync(join(folder, 'new/deep'), { recursive: true })
  put('new/deep/b.wav')
  await until('file new/deep/b.wav')
  told.length = 0
  writeFileSync(join(folder, 'new/deep/b.wav'), 'longer')
  await until('file new/deep/b.wav')
  rmSync(join(folder, 'new/deep/b.wav'))
  await until('gone new/deep/b.wav')
})

it('refuses links that lead out of the folder, and does not run in circles', async () => {
  put('a.m4a')
  writeFileSync(join(parent, 'secret.m4a'), 'x')
  symlinkSync('../secret.m4a', join(folder, 'out.m4a'))
  symlinkSync('/etc', join(folder, 'etc'))
  symlinkSync('a.m4a', join(folder, 'inside.m4a'))
  symlinkSync('.', join(folder, 'loop'))
  start()
  await until('ready')
  expect(told.toSorted()).toEqual(['file a.m4a', 'link etc', 'link out.m4a', 'ready'])
  symlinkSync('/etc/hosts', join(folder, 'later.m4a'))
  await until('link later.m4a')
})

it('says that a folder is missing and finds it when it comes', async () => {
  rmSync(folder, { recursive: true })
  start()
  await until('missing')
  mkdirSync(folder)
  put('a.m4a')
  await until('ready')
  expect(told).toEqual(['missing', 'file a.m4a', 'ready'])
})

it('does not call files deleted when the whole folder goes, and sees them again when it is back', async () => {
  put('a.m4a', 'b.m4a')
  start()
  await until('ready')
  told.length = 0
  renameSync(folder, join(parent, 'elsewhere'))
  await until('missing')
  renameSync(join(parent, 'elsewhere'), folder)
  await until('ready')
  expect(told[0]).toBe('missing')
  expect(told).not.toContain('gone a.m4a')
  put('c.m4a')
  await until('file c.m4a')
})

it('follows a folder that is itself a link, by the name the person gave it', async () => {
  const link = join(parent, 'link-to-it')
  symlinkSync(folder, link)
  put('a.m4a')
  folder = link
  start(link)
  await until('ready')
  expect(told).toEqual(['file a.m4a', 'ready'])
})

it('says that a folder it may not read is closed to it, that a file is, and goes on when it may', async () => {
  put('a.m4a', 'locked.m4a')
  chmodSync(parent, 0o755)
  chmodSync(join(folder, 'locked.m4a'), 0)
  chmodSync(folder, 0)
  const isRoot = process.geteuid?.() === 0
  // Nothing is closed to root: for this test the process becomes nobody.
  if (isRoot) process.seteuid?.(65534)
  try {
    start()
    await until('denied')
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
  chmodSync(folder, 0o755)
  if (!isRoot) await until('permission locked.m4a')
  await until('ready')
  expect(told).toContain('file a.m4a')
})
