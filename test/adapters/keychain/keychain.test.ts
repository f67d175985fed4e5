import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKeychain, hasSessionBus } from '../../../src/main/adapters/keychain/index.ts'
import { createOneAtATime } from '../../../src/main/adapters/keychain/one-at-a-time.ts'
import { notBuilt } from '../../../src/main/adapters/keychain/failures.ts'
import { redact } from '../../../src/main/core/lib/redacted.ts'
import { hasKeyring, startKeyring } from '../../keyring.ts'

const run = promisify(execFile)
const { signal } = new AbortController()
const keytarPath = createRequire(import.meta.url).resolve('keytar')

const bookOf = (...names: readonly string[]) => {
  const all = new Set(names)
  return { names: () => [...all], add: async (name: string) => void all.add(name), forget: async (name: string) => void all.delete(name) }
}
const nothing = { begin: () => undefined, end: () => undefined }

describe.skipIf(!hasKeyring)('a keyring that is locked', () => {
  let keyring: Awaited<ReturnType<typeof startKeyring>>
  beforeAll(async () => {
    const open = await startKeyring({ isOpen: true })
    // In a process of its own: libsecret keeps to the first bus that it sees.
    await run(process.execPath, ['-e', `require(${JSON.stringify(keytarPath)}).setPassword('freehold', 'Claude', 'kept')`], { env: { ...process.env, ...open.env } })
    await open.close()
    keyring = await startKeyring({ isOpen: false, home: open.home })
    Object.assign(process.env, keyring.env)
  })
  afterAll(async () => {
    await keyring.close()
    keyring.remove()
  })

  it('says so, and does not take the key for gone, nor forget its name', async () => {
    const book = bookOf('Claude')
    const keychain = createKeychain({ platform: 'linux', hasSessionBus: hasSessionBus(process.env), book })
    const lockedNow = { code: 'KEYCHAIN_FAILED', message: expect.stringContaining('locked') as string, next: expect.stringContaining('Unlock') as string }
    await expect(keychain.read('Claude', signal)).rejects.toMatchObject(lockedNow)
    await expect(keychain.remove('Claude', signal)).rejects.toMatchObject(lockedNow)
    await expect(keychain.write('Claude', redact('other'), signal)).rejects.toMatchObject(lockedNow)
    await expect(keychain.write('new', redact('other'), signal)).rejects.toMatchObject(lockedNow)
    expect(book.names()).toEqual(['Claude'])
    expect(await keychain.list(signal)).toEqual(['Claude'])
  })

  it('has the key still once it is open', async () => {
    const open = await startKeyring({ isOpen: true, home: keyring.home })
    const { stdout } = await run(process.execPath, ['-e', `require(${JSON.stringify(keytarPath)}).getPassword('freehold', 'Claude').then((value) => console.log(value))`], { env: { ...process.env, ...open.env } })
    await open.close()
    expect(stdout.trim()).toBe('kept')
  })
})

describe('where there is no keychain', () => {
  it('says that it is not built, and what to type', async () => {
    const keychain = createKeychain({ platform: 'darwin', hasSessionBus: false, book: bookOf(), load: () => Promise.reject(notBuilt(null)) })
    expect(await keychain.state(signal)).toMatchObject({ kind: 'none', words: expect.stringContaining('not built') as string, next: expect.stringContaining('node scripts/keychain.mjs') as string })
    await expect(keychain.read('x', signal)).rejects.toMatchObject({ code: 'KEYCHAIN_FAILED' })
  })

  it('says that there is no session bus, and asks nothing', async () => {
    let isLoaded = false
    const load = (): Promise<never> => {
      isLoaded = true
      return Promise.reject(new Error('It was asked.'))
    }
    const keychain = createKeychain({ platform: 'linux', hasSessionBus: hasSessionBus({ XDG_RUNTIME_DIR: '/nowhere' }), book: bookOf(), load })
    expect(await keychain.state(signal)).toMatchObject({ kind: 'none', words: expect.stringContaining('session bus') as string, next: expect.stringContaining('FREEHOLD_SECRETS=file') as string })
    expect(isLoaded).toBe(false)
  })

  // A double for what the Mac and other keyrings say; the texts are theirs.
  it.each([
    ['darwin', 'User interaction is not allowed.', /locked/],
    ['darwin', 'User canceled the operation.', /locked/],
    ['darwin', 'An unknown error occurred.', /refused/],
    ['linux', 'The name org.freedesktop.secrets was not provided by any .service files', /no keyring runs/],
    ['linux', 'Could not connect: No such file or directory', /session bus/],
    ['linux', 'Cannot autolaunch D-Bus without X11 $DISPLAY', /session bus/],
  ] as const)('on %s, “%s” is a sentence with a step, and forgets nothing', async (platform, text, words) => {
    const fails = (): Promise<never> => Promise.reject(new Error(text))
    const book = bookOf('Claude')
    const keychain = createKeychain({ platform, hasSessionBus: true, book, load: async () => ({ getPassword: fails, setPassword: fails, deletePassword: fails }) })
    await expect(keychain.read('Claude', signal)).rejects.toMatchObject({ code: 'KEYCHAIN_FAILED', message: expect.stringMatching(words) as string, next: expect.any(String) as string })
    await expect(keychain.remove('Claude', signal)).rejects.toMatchObject({ code: 'KEYCHAIN_FAILED' })
    expect(book.names()).toEqual(['Claude'])
  })
})

describe('one call into the keychain at a time', () => {
  it('turns others away while one waits for a person, and takes them again when it has ended', async () => {
    const oneAtATime = createOneAtATime(20, nothing)
    let answer: (value: string) => void = () => undefined
    const asked = new Promise<string>((resolve) => (answer = resolve))
    await expect(oneAtATime(() => asked, signal)).rejects.toThrow()
    let calls = 0
    const next = (): Promise<number> => Promise.resolve((calls += 1))
    await expect(oneAtATime(next, signal)).rejects.toThrow()
    expect(calls).toBe(0)
    answer('yes')
    await asked
    await expect.poll(() => oneAtATime(next, signal).catch(() => 'busy')).toBe(1)
  })

  it('lets go of one who leaves, and starts nothing for one who left while waiting', async () => {
    const oneAtATime = createOneAtATime(10_000, nothing)
    let answer: (value: string) => void = () => undefined
    const first = oneAtATime(() => new Promise<string>((resolve) => (answer = resolve)), signal)
    const leaving = new AbortController()
    let isStarted = false
    const second = oneAtATime(async () => (isStarted = true), leaving.signal)
    leaving.abort()
    await expect(second).rejects.toMatchObject({ name: 'AbortError' })
    answer('yes')
    expect(await first).toBe('yes')
    expect(await oneAtATime(async () => 3, signal)).toBe(3)
    expect(isStarted).toBe(false)
  })

  it.skipIf(process.platform === 'win32')('does not keep the process from ending while a prompt is open', async () => {
    const adapter = new URL('../../../src/main/adapters/keychain/index.ts', import.meta.url).href
    // A pipe that nobody writes to holds a thread as a prompt does; without our care this process would never end.
    const script = `
      import { execFileSync } from 'node:child_process'; import { open, mkdtempSync } from 'node:fs'; import { promisify } from 'node:util'
      import { createKeychain } from ${JSON.stringify(adapter)}
      const pipe = mkdtempSync('/tmp/freehold-pipe-') + '/pipe'; execFileSync('mkfifo', [pipe])
      const hang = () => promisify(open)(pipe, 'r')
      const keychain = createKeychain({ platform: 'darwin', hasSessionBus: true, book: { names: () => [], add: async () => {}, forget: async () => {} }, load: async () => ({ getPassword: hang, setPassword: hang, deletePassword: hang }) })
      keychain.read('x', new AbortController().signal).catch(() => {}); setTimeout(() => process.exit(0), 100)`
    const ended = await run(process.execPath, ['--input-type=module', '-e', script], { timeout: 20_000, killSignal: 'SIGABRT' }).catch((error: unknown) => error)
    expect((ended as { readonly signal?: string }).signal).toBe('SIGKILL')
  })
})
