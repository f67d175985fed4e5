import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { copyToClipboard } from '../../../src/main/adapters/platform/index.ts'
import { HOST_PROGRAMS } from '../../../src/main/start/programs.ts'

// Programs of this test in the place of those that fill a real clipboard, which no machine of tests has.
const withPrograms = async (programs: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'freehold-clipboard-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, script] of Object.entries(programs)) await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  vi.stubEnv('PATH', [folder, '/usr/bin', '/bin'].join(delimiter))
  return folder
}
afterEach(() => vi.unstubAllEnvs())

it('hands the token to the system’s own program, by standard input', async () => {
  const folder = await withPrograms({ pbcopy: 'cat > "${0%/*}/copied"; echo "$#" > "${0%/*}/arguments"' })
  await copyToClipboard('fh-secret', 'darwin')
  expect(await readFile(join(folder, 'copied'), 'utf8')).toBe('fh-secret')
  expect(await readFile(join(folder, 'arguments'), 'utf8')).toBe('0\n')
})

it('takes the first that works on Linux', async () => {
  const folder = await withPrograms({ 'wl-copy': 'exit 1', xclip: 'cat > "${0%/*}/copied"' })
  await copyToClipboard('fh-secret', 'linux')
  expect(await readFile(join(folder, 'copied'), 'utf8')).toBe('fh-secret')
})

it('says how to get a token where there is no clipboard', async () => {
  await withPrograms({ 'wl-copy': 'exit 1', xclip: 'exit 1', xsel: 'exit 1' })
  await expect(copyToClipboard('fh-secret', 'linux')).rejects.toMatchObject({ code: 'UNSUPPORTED', next: expect.stringContaining('api add') as string })
  await expect(copyToClipboard('fh-secret', 'win32')).rejects.toMatchObject({ code: 'UNSUPPORTED' })
})

it('starts none but those that the guard lets the host start', () => {
  expect(HOST_PROGRAMS).toEqual(expect.arrayContaining(['pbcopy', 'wl-copy', 'xclip', 'xsel']))
})
