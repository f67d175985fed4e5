import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const SCRIPT = fileURLToPath(new URL('../../scripts/notices.mjs', import.meta.url))

let tree = ''
beforeEach(async () => {
  tree = await mkdtemp(join(tmpdir(), 'freehold-notices-'))
  await mkdir(join(tree, 'scripts'))
  await mkdir(join(tree, 'resources'))
  await copyFile(SCRIPT, join(tree, 'scripts/notices.mjs'))
})
afterEach(() => rm(tree, { recursive: true, force: true }))

const check = async (packages: Readonly<Record<string, object>>, ...flags: readonly string[]): Promise<{ readonly code: number; readonly output: string }> => {
  await writeFile(join(tree, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...packages } }))
  return run(process.execPath, [join(tree, 'scripts/notices.mjs'), ...flags]).then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    (error: { readonly code: number; readonly stdout: string }) => ({ code: error.code, output: error.stdout }),
  )
}

describe('the licence gate', () => {
  it('names each package that ships, with its licence', async () => {
    expect(await check({ 'node_modules/a': { version: '1.0.0', license: 'MIT' } })).toMatchObject({ code: 0 })
    expect(await readFile(join(tree, 'resources/THIRD-PARTY-NOTICES.txt'), 'utf8')).toContain('a 1.0.0\nMIT')
  })

  it.each(['GPL-2.0', 'MIT AND GPL-3.0-only', 'LGPL-3.0', 'unknown', 'SEE LICENSE IN LICENSE.md'])('refuses %s in the package', async (license) => {
    const { code, output } = await check({ 'node_modules/a': { version: '1.0.0', license } })
    expect(code).toBe(1)
    expect(output).toContain('not allowed in the package: a 1.0.0')
  })

  it('takes the free side of a choice, and leaves out what does not ship', async () => {
    const packages = { 'node_modules/a': { version: '1.0.0', license: '(MIT OR GPL-2.0)' }, 'node_modules/tool': { version: '1.0.0', license: 'GPL-3.0', dev: true } }
    expect(await check(packages)).toMatchObject({ code: 0 })
  })

  it('fails when the notices are out of date', async () => {
    await check({ 'node_modules/a': { version: '1.0.0', license: 'MIT' } })
    expect(await check({ 'node_modules/a': { version: '1.1.0', license: 'MIT' } }, '--check')).toMatchObject({ code: 1 })
  })
})
