import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openAddress, openWithSystem, revealInFileManager } from '../../../src/main/adapters/platform/index.ts'

const signal = new AbortController().signal
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehold-open-'))
  await writeFile(join(folder, 'note.md'), '')
  vi.stubEnv('PATH', folder)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

describe('opening a file for the person', () => {
  it('says the path when nothing on the machine opens it', async () => {
    const note = join(folder, 'note.md')
    await expect(openWithSystem(note, 'linux', signal)).rejects.toMatchObject({ code: 'UNSUPPORTED', message: expect.stringContaining(note) })
    await expect(revealInFileManager(note, 'linux', signal)).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  })

  it('says so when the file is gone, and takes no relative path', async () => {
    await expect(openWithSystem(join(folder, 'gone.md'), 'linux', signal)).rejects.toMatchObject({ code: 'FILE_GONE' })
    await expect(openWithSystem('-a', 'linux', signal)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(openAddress('file:///etc', 'linux', signal)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('opens by the system’s own opener, and shows the folder', async () => {
    await writeFile(join(folder, 'xdg-open'), '#!/bin/sh\necho "$1" >> "${0%/*}/opened"\n', { mode: 0o755 })
    await openWithSystem(join(folder, 'note.md'), 'linux', signal)
    await revealInFileManager(join(folder, 'note.md'), 'linux', signal)
    await openAddress('http://127.0.0.1:8000/#token=t', 'linux', signal)
    expect(await readFile(join(folder, 'opened'), 'utf8')).toBe(`${join(folder, 'note.md')}\n${folder}\nhttp://127.0.0.1:8000/#token=t\n`)
  })
})
