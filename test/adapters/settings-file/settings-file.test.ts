import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSettingsFile } from '../../../src/main/adapters/settings-file/index.ts'

const signal = new AbortController().signal
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehold-settings-file-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('the settings file', () => {
  it('is not replaced when the person changed it since it was read, and nothing is left behind', async () => {
    const path = join(folder, 'settings.yaml')
    await writeFile(path, 'old: 1\n')
    const file = createSettingsFile(path)
    const read = await file.read(signal)
    await writeFile(path, 'mine: 2\n')
    await expect(file.replace('ours: 3\n', read, signal)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await readFile(path, 'utf8')).toBe('mine: 2\n')
    expect(await readdir(folder)).toEqual(['settings.yaml'])
  })

  it('is null when there is none', async () => {
    expect(await createSettingsFile(join(folder, 'none.yaml')).read(signal)).toBeNull()
  })
})
