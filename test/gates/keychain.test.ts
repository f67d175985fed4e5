import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const hasStrace = process.platform === 'linux' && spawnSync('strace', ['-V']).status === 0

let tree = ''
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'freehold-keytar-'))
  mkdirSync(join(tree, 'scripts'))
  mkdirSync(join(tree, 'node_modules'))
  cpSync(join(ROOT, 'scripts/keychain.mjs'), join(tree, 'scripts/keychain.mjs'))
  cpSync(join(ROOT, 'node_modules/keytar'), join(tree, 'node_modules/keytar'), { recursive: true, filter: (path) => !path.endsWith('/build') })
  symlinkSync(join(ROOT, 'node_modules/node-api-headers'), join(tree, 'node_modules/node-api-headers'))
})
afterEach(() => rmSync(tree, { recursive: true, force: true }))

describe('building what speaks to the keychain', () => {
  it.skipIf(!hasStrace)('compiles and loads it, and speaks to no network meanwhile (needs strace)', () => {
    const trace = join(tree, 'trace')
    const { status, stderr } = spawnSync('strace', ['-f', '-qq', '-e', 'trace=connect,sendto,execve', '-o', trace, process.execPath, 'scripts/keychain.mjs'], { cwd: tree, encoding: 'utf8' })
    expect(stderr).toContain('Built: ')
    expect(status).toBe(0)
    expect(existsSync(join(tree, 'node_modules/keytar/build/Release/keytar.node'))).toBe(true)
    const calls = readFileSync(trace, 'utf8')
    expect(calls).toContain('execve(')
    expect(calls).not.toMatch(/AF_INET/)
    expect(calls).not.toMatch(/execve\("(?:[^"]*\/)?(node-gyp|prebuild-install|curl|wget|npm)[^"/]*"/)
  })

  it.skipIf(process.platform !== 'linux')('says what to type where there is no compiler, and leaves nothing half done', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/keychain.mjs'], { cwd: tree, encoding: 'utf8', env: { PATH: dirname(process.execPath) } })
    expect(status).toBe(1)
    expect(stderr).toContain('sudo apt-get install -y g++ pkg-config libsecret-1-dev')
    expect(existsSync(join(tree, 'node_modules/keytar/build'))).toBe(false)
  })

  it('leaves nothing behind where it does not compile', () => {
    rmSync(join(tree, 'node_modules/keytar/src/keytar.h'))
    const { status, stderr } = spawnSync(process.execPath, ['scripts/keychain.mjs'], { cwd: tree, encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stderr).toContain('cannot be kept')
    expect(existsSync(join(tree, 'node_modules/keytar/build/Release/keytar.node'))).toBe(false)
  })

  it('says so where keytar was left out, as an optional package may be', () => {
    rmSync(join(tree, 'node_modules/keytar'), { recursive: true })
    const { status, stderr } = spawnSync(process.execPath, ['scripts/keychain.mjs'], { cwd: tree, encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stderr).toContain('keytar is not installed')
  })
})
