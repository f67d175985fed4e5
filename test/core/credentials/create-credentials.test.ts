import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import { createCredentials } from '../../../src/main/core/credentials/index.ts'
import type { CredentialsDeps } from '../../../src/main/core/credentials/index.ts'
import { redact } from '../../../src/main/core/lib/redacted.ts'
import type { CredentialBook, CredentialUse, Secrets } from '../../../src/main/core/ports/index.ts'
import { fakeSecrets } from '../../fakes/secrets.ts'

const { signal } = new AbortController()
const KEY = 'sk-planted-1234567890'

/** A double for the book: a map in memory. */
const memoryBook = (...names: readonly string[]): CredentialBook => {
  const all = new Map<string, CredentialUse[]>(names.map((name) => [name, []]))
  return {
    names: () => [...all.keys()],
    uses: (name) => all.get(name) ?? [],
    add: async (name) => void (all.has(name) || all.set(name, [])),
    forget: async (name) => void all.delete(name),
    note: (name, use) => void all.set(name, [use, ...(all.get(name) ?? [])]),
    close: async () => undefined,
  }
}

const start = (options: { readonly secrets?: Secrets; readonly book?: CredentialBook; readonly askProvider?: CredentialsDeps['askProvider'] } = {}) => {
  const fake = fakeSecrets()
  const book = options.book ?? memoryBook()
  const credentials = createCredentials({ secrets: options.secrets ?? fake.secrets, book, askProvider: options.askProvider ?? (async () => null), clock: { now: () => Date.UTC(2026, 10, 24) } })
  return { ...fake, book, credentials }
}

describe('keys, by name', () => {
  it('reads a key once a session, also for two who want it at once, and notes each use', async () => {
    const { credentials, values, calls } = start()
    values.set('Claude', KEY)
    const [one, two] = await Promise.all([credentials.use('Claude', 'ask', signal), credentials.use('Claude', 'chat', signal)])
    expect(one.reveal()).toBe(KEY)
    expect(two).toBe(one)
    await credentials.use('Claude', 'ask', signal)
    expect(calls).toEqual(['read Claude'])
    const { credentials: shown } = await credentials.list(signal)
    expect(shown).toEqual([{ name: 'Claude', uses: [{ feature: 'ask', at: '2026-11-24T00:00:00.000Z' }, { feature: 'chat', at: '2026-11-24T00:00:00.000Z' }, { feature: 'ask', at: '2026-11-24T00:00:00.000Z' }] }])
    expect(inspect(credentials, { depth: 9 }) + JSON.stringify(shown)).not.toContain(KEY.slice(3, 12))
  })

  it('does not read what it was just given', async () => {
    const { credentials, calls, values } = start()
    await credentials.set('Claude', redact(`${KEY}\n`), signal)
    expect((await credentials.use('Claude', 'ask', signal)).reveal()).toBe(KEY)
    expect(values.get('Claude')).toBe(KEY)
    expect(calls).toEqual(['write Claude'])
  })

  it('uses the new key once one is replaced', async () => {
    const { credentials } = start()
    await credentials.set('Claude', redact('old'), signal)
    await credentials.use('Claude', 'ask', signal)
    await credentials.set('Claude', redact('new'), signal)
    expect((await credentials.use('Claude', 'ask', signal)).reveal()).toBe('new')
  })

  it('keeps the old key where the new one could not be stored', async () => {
    const { credentials, state } = start()
    await credentials.set('Claude', redact('old'), signal)
    state.fail = new AppError('KEYCHAIN_FAILED', 'Locked.')
    await expect(credentials.set('Claude', redact('new'), signal)).rejects.toMatchObject({ code: 'KEYCHAIN_FAILED' })
    expect((await credentials.use('Claude', 'ask', signal)).reveal()).toBe('old')
  })

  it('removes a key from memory too, even where the keychain refuses', async () => {
    const { credentials, values, state, calls } = start()
    values.set('Claude', KEY)
    await credentials.use('Claude', 'ask', signal)
    state.fail = new AppError('KEYCHAIN_FAILED', 'Locked.')
    await expect(credentials.remove('Claude', signal)).rejects.toMatchObject({ code: 'KEYCHAIN_FAILED' })
    state.fail = null
    await credentials.use('Claude', 'ask', signal)
    expect(calls.filter((call) => call === 'read Claude')).toHaveLength(2)
    await credentials.remove('Claude', signal)
    await expect(credentials.use('Claude', 'ask', signal)).rejects.toMatchObject({ code: 'NO_KEY' })
    expect(credentials.known()).toEqual([])
  })

  it('does not take back into memory a key that was removed while it was read', async () => {
    const { secrets, values } = fakeSecrets()
    values.set('Claude', KEY)
    let answer: () => void = () => undefined
    const slow: Secrets = { ...secrets, read: (name, readSignal) => new Promise((resolve) => (answer = () => resolve(secrets.read(name, readSignal)))) }
    const { credentials } = start({ secrets: slow })
    const reading = credentials.use('Claude', 'ask', signal)
    const release = answer
    await credentials.remove('Claude', signal)
    values.set('Claude', KEY)
    release()
    await reading
    const again = credentials.use('Claude', 'ask', signal)
    expect(answer).not.toBe(release)
    values.delete('Claude')
    answer()
    await expect(again).rejects.toMatchObject({ code: 'NO_KEY' })
  })

  it('holds nothing of what was read while it was being removed', async () => {
    const { secrets, values, calls } = fakeSecrets()
    values.set('Claude', KEY)
    let go: () => void = () => undefined
    const slow: Secrets = { ...secrets, remove: async (name, removeSignal) => new Promise((resolve) => (go = () => resolve(secrets.remove(name, removeSignal)))) }
    const { credentials } = start({ secrets: slow })
    const removing = credentials.remove('Claude', signal)
    await credentials.use('Claude', 'ask', signal)
    go()
    await removing
    await expect(credentials.use('Claude', 'ask', signal)).rejects.toMatchObject({ code: 'NO_KEY' })
    expect(calls.filter((call) => call === 'read Claude')).toHaveLength(2)
  })

  it('says that there is no key, with what to type, and looks again the next time', async () => {
    const { credentials, values } = start()
    await expect(credentials.use('Claude', 'ask', signal)).rejects.toMatchObject({ code: 'NO_KEY', next: expect.stringContaining('freehold credentials set') as string })
    values.set('Claude', KEY)
    expect((await credentials.use('Claude', 'ask', signal)).reveal()).toBe(KEY)
  })

  it('lets one leave without taking the key from another who waits', async () => {
    const { secrets, values } = fakeSecrets()
    values.set('Claude', KEY)
    let answer: () => void = () => undefined
    const slow: Secrets = { ...secrets, read: (name, readSignal) => new Promise((resolve) => (answer = () => resolve(secrets.read(name, readSignal)))) }
    const { credentials } = start({ secrets: slow })
    const leaving = new AbortController()
    const first = credentials.use('Claude', 'ask', leaving.signal)
    const second = credentials.use('Claude', 'chat', signal)
    leaving.abort()
    await expect(first).rejects.toMatchObject({ name: 'AbortError' })
    answer()
    expect((await second).reveal()).toBe(KEY)
  })

  it.each(['two words', 'line\nbreak', 'Schlüssel', '', ' ', 'nul\u0000'])('takes no key that cannot stand in a header: %j', async (value) => {
    const { credentials, calls } = start()
    await expect(credentials.set('Claude', redact(value), signal)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(calls).toEqual([])
  })

  it('shows known names and what is wrong where no key can be kept', async () => {
    const { credentials, state } = start({ book: memoryBook('Claude') })
    state.fail = new AppError('KEYCHAIN_FAILED', 'The keyring is locked.')
    expect(await credentials.list(signal)).toEqual({ store: { kind: 'none', words: 'The keyring is locked.' }, credentials: [{ name: 'Claude', uses: [] }] })
    expect(credentials.known()).toEqual(['Claude'])
  })

  it('asks the provider, and says in words what it said', async () => {
    const takes = start({ askProvider: async () => ({ destination: 'Anthropic', models: ['a', 'b'] }) })
    expect(await takes.credentials.test('Claude', signal)).toEqual({ ok: true, words: 'Anthropic takes it: 2 models.' })
    const refuses = start({ askProvider: () => Promise.reject(new AppError('BAD_KEY', 'Anthropic does not take the key.', { next: 'Set it again.' })) })
    expect(await refuses.credentials.test('Claude', signal)).toEqual({ ok: false, words: 'Anthropic does not take the key. Set it again.' })
    expect(await start().credentials.test('Claude', signal)).toMatchObject({ ok: false, words: expect.stringContaining('nobody to ask') as string })
    const bug = start({ askProvider: () => Promise.reject(new TypeError('bug')) })
    await expect(bug.credentials.test('Claude', signal)).rejects.toThrow('bug')
  })

  it('tells who listens, until told to stop', async () => {
    const { credentials } = start()
    let count = 0
    const stop = credentials.onChange(() => (count += 1))
    await credentials.set('Claude', redact('k'), signal)
    await credentials.use('Claude', 'ask', signal)
    await credentials.remove('Claude', signal)
    expect(count).toBe(3)
    stop()
    await credentials.set('Claude', redact('k'), signal)
    expect(count).toBe(3)
  })
})
