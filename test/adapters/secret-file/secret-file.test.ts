import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPassphrase, createSecretFile } from '../../../src/main/adapters/secret-file/index.ts'
import { redact } from '../../../src/main/core/lib/redacted.ts'
import type { Secrets } from '../../../src/main/core/ports/index.ts'

const { signal } = new AbortController()
let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'freehold-secret-file-'))
  path = join(folder, 'state', 'secrets')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (passphrase: string): Secrets => {
  const given = redact(passphrase)
  return createSecretFile({ path, passphrase: async () => given })
}
const KEY = 'sk-planted-abcdefghijklmnop'
const fill = (): Promise<void> => at('the right passphrase').write('Claude', redact(KEY), signal)

describe('the encrypted file of keys', () => {
  it('holds no key and no name in the clear, and is readable by its owner alone', async () => {
    await fill()
    const text = readFileSync(path, 'utf8')
    for (const plain of [KEY, KEY.slice(3, 11), 'Claude', 'passphrase', Buffer.from(KEY).toString('base64').slice(0, 12)]) expect(text).not.toContain(plain)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(await readdir(join(folder, 'state'))).toEqual(['secrets'])
    expect(JSON.parse(text.split('\n')[0] ?? '')).toMatchObject({ kdf: { name: 'scrypt', N: 131_072, r: 8, p: 1 } })
  })

  it('is sealed anew by each write', async () => {
    await fill()
    const before = readFileSync(path, 'utf8')
    const secrets = at('the right passphrase')
    await secrets.write('Claude', redact(KEY), signal)
    expect(readFileSync(path, 'utf8').split('\n')[1]).not.toBe(before.split('\n')[1])
  })

  it('tells a wrong passphrase from damage, and leaves the file alone in both', async () => {
    await fill()
    const good = readFileSync(path)
    const wrong = at('the wrong passphrase')
    const refusal = { code: 'KEYCHAIN_FAILED', message: expect.stringContaining('not the passphrase') as string }
    await expect(wrong.read('Claude', signal)).rejects.toMatchObject(refusal)
    await expect(wrong.write('Claude', redact('x'), signal)).rejects.toMatchObject(refusal)
    await expect(wrong.remove('Claude', signal)).rejects.toMatchObject(refusal)
    expect(await wrong.state(signal)).toMatchObject({ kind: 'none', words: expect.stringContaining('not the passphrase') as string })
    expect(readFileSync(path).equals(good)).toBe(true)
  })

  it('finds every flipped byte and every cut, and writes over none', async () => {
    await fill()
    const good = readFileSync(path)
    const secrets = at('the right passphrase')
    await secrets.list(signal)
    const broken = [...Array.from({ length: good.length }, (_, index) => Buffer.from(good.map((byte, at) => (at === index ? byte ^ 1 : byte)))), ...[0, 1, 50, good.length - 1].map((length) => good.subarray(0, length))]
    for (const bytes of broken) {
      writeFileSync(path, bytes)
      await expect(secrets.write('x', redact('y'), signal)).rejects.toMatchObject({ code: 'KEYCHAIN_FAILED' })
      expect(readFileSync(path).equals(bytes)).toBe(true)
    }
    writeFileSync(path, good)
    expect((await secrets.read('Claude', signal))?.reveal()).toBe(KEY)
  })

  it('finds a change by someone who mended the sum, also to how it is sealed', async () => {
    await fill()
    const { createHash } = await import('node:crypto')
    const [header = '', payload = ''] = readFileSync(path, 'utf8').split('\n')
    const resealed = (line: string, body: string): string => `${line}\n${body}\n${createHash('sha256').update(`${line}\n${body}\n`).digest('hex')}\n`
    const bytes = Buffer.from(payload, 'base64')
    bytes[0] = (bytes[0] ?? 0) ^ 1
    for (const text of [resealed(header, bytes.toString('base64')), resealed(header.replace('"nonce":"', '"nonce":"AAAA'), payload), resealed(header.replace('131072', '16384'), payload), resealed(header.replace('131072', '1073741824'), payload), resealed(header.replace('131072', '2'), payload)]) {
      writeFileSync(path, text)
      await expect(at('the right passphrase').read('Claude', signal)).rejects.toMatchObject({ code: 'KEYCHAIN_FAILED' })
      expect(readFileSync(path, 'utf8')).toBe(text)
    }
  })

  it('takes an older copy that was put back while it runs', async () => {
    const secrets = at('the right passphrase')
    await secrets.write('Claude', redact('old'), signal)
    const old = readFileSync(path)
    await secrets.write('Claude', redact('new'), signal)
    writeFileSync(path, old)
    expect((await secrets.read('Claude', signal))?.reveal()).toBe('old')
  })

  it('stays a link where it is one', async () => {
    await fill()
    const link = join(folder, 'link')
    symlinkSync(path, link)
    await createSecretFile({ path: link, passphrase: async () => redact('the right passphrase') }).write('second', redact('x'), signal)
    expect(await at('the right passphrase').list(signal)).toEqual(['Claude', 'second'])
  })

  it('asks for the passphrase once, and again after a wrong one', async () => {
    await fill()
    const answers = ['wrong one here', 'the right passphrase']
    let asked = 0
    const secrets = createSecretFile({ path, passphrase: async () => redact(answers[asked++] ?? '') })
    await expect(secrets.list(signal)).rejects.toMatchObject({ code: 'KEYCHAIN_FAILED' })
    await secrets.list(signal)
    await secrets.read('Claude', signal)
    expect(asked).toBe(2)
  })

  it('takes no short passphrase for a new file', async () => {
    await expect(at('short').write('Claude', redact('x'), signal)).rejects.toMatchObject({ code: 'KEYCHAIN_FAILED' })
    expect(() => statSync(path)).toThrow()
  })
})

describe('its passphrase', () => {
  it('comes from a descriptor, which is closed then, and is the same when asked again', async () => {
    const file = join(folder, 'passphrase')
    writeFileSync(file, 'on a descriptor\n')
    const descriptor = openSync(file, 'r')
    const passphrase = createPassphrase({ env: { FREEHOLD_PASSPHRASE_FD: String(descriptor) }, prompt: null })
    expect((await passphrase(false)).reveal()).toBe('on a descriptor')
    expect((await passphrase(false)).reveal()).toBe('on a descriptor')
    expect(() => closeSync(descriptor)).toThrow()
  })

  it('is taken from its descriptor before any program is started that would inherit it', () => {
    const file = join(folder, 'passphrase')
    writeFileSync(file, 'on a descriptor\n')
    const descriptor = openSync(file, 'r')
    createPassphrase({ env: { FREEHOLD_PASSPHRASE_FD: String(descriptor) }, prompt: null })
    expect(() => closeSync(descriptor)).toThrow(expect.objectContaining({ code: 'EBADF' }))
  })

  it.each(['999', '-1', 'x', '1', ''])('says that nothing can be read at descriptor “%s”', async (descriptor) => {
    await expect(createPassphrase({ env: { FREEHOLD_PASSPHRASE_FD: descriptor }, prompt: null })(false)).rejects.toMatchObject({ code: 'KEYCHAIN_FAILED', next: expect.any(String) as string })
  })

  it('comes from a person, twice for a new file', async () => {
    const answers = ['one', 'one', 'one', 'two']
    const prompt = async (): Promise<string> => answers.shift() ?? ''
    expect((await createPassphrase({ env: {}, prompt })(true)).reveal()).toBe('one')
    await expect(createPassphrase({ env: {}, prompt })(true)).rejects.toMatchObject({ message: expect.stringContaining('not the same') as string })
  })

  it('is asked of nobody where nobody is', async () => {
    await expect(createPassphrase({ env: { FREEHOLD_PASSPHRASE: 'ignored' }, prompt: null })(false)).rejects.toMatchObject({ code: 'KEYCHAIN_FAILED' })
  })
})
