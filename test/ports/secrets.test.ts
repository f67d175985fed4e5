import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCredentialBook } from '../../src/main/adapters/state-files/index.ts'
import { createKeychain, hasSessionBus } from '../../src/main/adapters/keychain/index.ts'
import { createSecretFile } from '../../src/main/adapters/secret-file/index.ts'
import { redact } from '../../src/main/core/lib/redacted.ts'
import type { Secrets } from '../../src/main/core/ports/index.ts'
import { fakeSecrets } from '../fakes/secrets.ts'
import { hasKeyring, startKeyring } from '../keyring.ts'

interface Place {
  readonly secrets: Secrets
  /** The same place as another run of the host finds it. */
  readonly again: () => Secrets
  readonly close: () => Promise<void>
}

const inFolder = async (make: (folder: string) => Promise<Omit<Place, 'close'> & { readonly end?: () => Promise<void> }>): Promise<Place> => {
  const folder = await mkdtemp(join(tmpdir(), 'freehold-secrets-'))
  const { secrets, again, end } = await make(folder)
  return {
    secrets,
    again,
    close: async () => {
      await end?.()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const places: readonly { readonly name: string; readonly runs: boolean; readonly kind: string; readonly open: () => Promise<Place> }[] = [
  {
    name: 'a map, the double for it',
    runs: true,
    kind: 'keychain',
    open: async () => {
      const { secrets } = fakeSecrets()
      return { secrets, again: () => secrets, close: async () => undefined }
    },
  },
  {
    name: 'an encrypted file',
    runs: true,
    kind: 'file',
    open: () =>
      inFolder(async (folder) => {
        const create = (): Secrets => createSecretFile({ path: join(folder, 'secrets'), passphrase: async () => redact('a long passphrase') })
        return { secrets: create(), again: create }
      }),
  },
  {
    name: 'a real gnome-keyring, by keytar',
    runs: hasKeyring,
    kind: 'secret-service',
    open: () =>
      inFolder(async (folder) => {
        const keyring = await startKeyring({ isOpen: true })
        Object.assign(process.env, keyring.env)
        const create = (): Secrets => createKeychain({ platform: process.platform, hasSessionBus: hasSessionBus(process.env), book: createCredentialBook(join(folder, 'book.json'), { warn: () => undefined }) })
        return {
          secrets: create(),
          again: create,
          end: async () => {
            await keyring.close()
            keyring.remove()
          },
        }
      }),
  },
]

for (const { name, runs, kind, open } of places)
  describe.skipIf(!runs)(`a place for keys: ${name}`, () => {
    const { signal } = new AbortController()
    let place: Place
    beforeAll(async () => {
      place = await open()
    })
    afterAll(() => place.close())

    it('says where keys are kept', async () => {
      expect(await place.secrets.state(signal)).toMatchObject({ kind, words: expect.stringMatching(/^Keys are kept in /) as string })
    })

    it('has nothing at first', async () => {
      expect(await place.secrets.list(signal)).toEqual([])
      expect(await place.secrets.read('Claude', signal)).toBeNull()
      expect(await place.secrets.remove('Claude', signal)).toBe(false)
    })

    it('keeps a key as it is, whatever is in it, and gives it back to another run', async () => {
      const value = `sk-ant-ä"\\'$(x) 🏙 ${'k'.repeat(4000)}`
      await place.secrets.write('Claude', redact(value), signal)
      await place.secrets.write('my GPT_2.0', redact('second'), signal)
      expect((await place.secrets.read('Claude', signal))?.reveal()).toBe(value)
      const again = place.again()
      expect(await again.list(signal)).toEqual(['Claude', 'my GPT_2.0'])
      expect((await again.read('my GPT_2.0', signal))?.reveal()).toBe('second')
    })

    it('replaces a key', async () => {
      await place.secrets.write('Claude', redact('new'), signal)
      expect((await place.secrets.read('Claude', signal))?.reveal()).toBe('new')
      expect(await place.secrets.list(signal)).toEqual(['Claude', 'my GPT_2.0'])
    })

    it('gives no value that prints', async () => {
      const value = await place.secrets.read('Claude', signal)
      expect(`${value} ${JSON.stringify(value)}`).not.toContain('new')
    })

    it('removes one and leaves the others', async () => {
      expect(await place.secrets.remove('Claude', signal)).toBe(true)
      expect(await place.secrets.remove('Claude', signal)).toBe(false)
      const again = place.again()
      expect(await again.list(signal)).toEqual(['my GPT_2.0'])
      expect(await again.read('Claude', signal)).toBeNull()
    })

    it('takes many at once without losing any', async () => {
      const names = Array.from({ length: 12 }, (_, index) => `key-${String(index).padStart(2, '0')}`)
      await Promise.all(names.map((each) => place.secrets.write(each, redact(`value of ${each}`), signal)))
      const again = place.again()
      const values = await Promise.all(names.map((each) => again.read(each, signal)))
      expect(values.map((value) => value?.reveal())).toEqual(names.map((each) => `value of ${each}`))
      expect(await place.secrets.list(signal)).toEqual([...names, 'my GPT_2.0'])
    })

    it('does nothing for one who has left', async () => {
      const left = AbortSignal.abort()
      await expect(place.secrets.write('late', redact('x'), left)).rejects.toMatchObject({ name: 'AbortError' })
      expect(await place.secrets.list(signal)).not.toContain('late')
    })
  })
