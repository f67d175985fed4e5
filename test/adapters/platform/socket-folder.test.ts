import { chmod, chown, lstat, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkSocketFolder, claimSocketFolder } from '../../../src/main/adapters/platform/index.ts'

let place = ''
let folder = ''
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'freehold-socket-'))
  folder = join(place, 'freehold-1')
})
afterEach(() => rm(place, { recursive: true, force: true }))

const refused = { code: 'NO_PERMISSION', message: expect.stringContaining('freehold-1') as string, next: expect.stringContaining('FREEHOLD_HOME') as string }

describe('the folder of a socket in the temporary folder', () => {
  it('is made for its owner alone, and taken again at the next start', async () => {
    await checkSocketFolder(folder)
    await claimSocketFolder(folder)
    expect((await lstat(folder)).mode & 0o777).toBe(0o700)
    await claimSocketFolder(folder)
    await checkSocketFolder(folder)
  })

  it.each([0o770, 0o707, 0o777])('is refused when others may write to it (%o)', async (mode) => {
    await mkdir(folder)
    await chmod(folder, mode)
    await expect(claimSocketFolder(folder)).rejects.toMatchObject(refused)
    await expect(checkSocketFolder(folder)).rejects.toMatchObject(refused)
    expect((await lstat(folder)).mode & 0o777).toBe(mode)
  })

  it('is refused when it is a link, even to a folder of ours, or a file', async () => {
    await mkdir(join(place, 'ours'), { mode: 0o700 })
    await symlink(join(place, 'ours'), folder)
    await expect(claimSocketFolder(folder)).rejects.toMatchObject(refused)
    await rm(folder)
    await writeFile(folder, '')
    await expect(claimSocketFolder(folder)).rejects.toMatchObject(refused)
  })

  // Only root can make a folder that belongs to somebody else.
  it.skipIf(process.getuid?.() !== 0)('is refused when it belongs to somebody else', async () => {
    await mkdir(folder, { mode: 0o700 })
    await chown(folder, 65_534, 65_534)
    await expect(claimSocketFolder(folder)).rejects.toMatchObject(refused)
    await expect(checkSocketFolder(folder)).rejects.toMatchObject(refused)
  })
})
