import { randomUUID } from 'node:crypto'
import { mkdir, open as openFile, readFile, realpath, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../../../contract/errors.ts'
import { redact } from '../../core/lib/redacted.ts'
import type { Redacted, Secrets } from '../../core/ports/index.ts'
import { deriveKey, fits, open, readHeader, seal } from './seal.ts'
import type { Header, Key } from './seal.ts'

const MIN_PASSPHRASE = 8

export interface SecretFileDeps {
  readonly path: string
  /** Asked for once, at the first need. `isNew` when there is no file yet, so that a prompt asks for it twice. Throws AppError where nobody can be asked. */
  readonly passphrase: (isNew: boolean) => Promise<Redacted>
}

/**
 * Keys in one encrypted file, for a server without a keyring and chosen knowingly: scrypt stretches the passphrase, AES-256-GCM
 * seals, and the way it is sealed is sealed in. A file that cannot be opened is never written over. The passphrase and
 * what it opens stay in memory as long as the host runs.
 */
export const createSecretFile = ({ path, passphrase }: SecretFileDeps): Secrets => {
  let given: Promise<Redacted> | null = null
  let key: Key | null = null
  // A guess costs half a second and 128 MB: one that was wrong for this file is not tried again.
  let wrong: { readonly passphrase: Redacted; readonly salt: string } | null = null
  let last: Promise<unknown> = Promise.resolve()

  const ask = (isNew: boolean): Promise<Redacted> => {
    given ??= passphrase(isNew).catch((error: unknown) => {
      given = null
      throw error
    })
    return given
  }

  /** Everything in the file as it is now; another passphrase or another file in its place is found here. */
  const load = async (): Promise<Map<string, string>> => {
    const text = await readText(path)
    if (text === null) return new Map()
    const header = readHeader(text)
    if (header === null) throw damaged(path)
    const tried = key !== null && key.salt === header.salt && fits(key, header) ? key : await guess(header)
    const opened = open(tried, header, text)
    if ('damage' in opened) throw damaged(path)
    key = tried
    return new Map(opened.secrets)
  }

  const guess = async (header: Header): Promise<Key> => {
    const passphrase = await ask(false)
    const tried = wrong?.passphrase === passphrase && wrong.salt === header.salt ? null : await deriveKey(passphrase, header)
    if (tried && fits(tried, header)) return tried
    wrong = { passphrase, salt: header.salt }
    // A prompt may be tried again.
    given = null
    throw new AppError('KEYCHAIN_FAILED', `That is not the passphrase of ${path}. The file is as it was.`, { next: 'Start Freehold again with the right one.' })
  }

  const save = async (secrets: ReadonlyMap<string, string>): Promise<void> => {
    if (key === null) {
      const fresh = await ask(true)
      if (fresh.reveal().length < MIN_PASSPHRASE) {
        given = null
        throw new AppError('KEYCHAIN_FAILED', `A passphrase has ${MIN_PASSPHRASE} characters or more. Nothing was written.`, { next: 'Start Freehold again with a longer one.' })
      }
      key = await deriveKey(fresh)
    }
    await replace(path, seal(key, secrets))
  }

  // Reading, changing and writing are one step, and steps follow each other.
  const step = <Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> => {
    const run = last.then(async () => {
      signal.throwIfAborted()
      try {
        return await work()
      } catch (error) {
        throw failureOf(path, error)
      }
    })
    last = run.catch(() => undefined)
    return run
  }

  return {
    state: (signal) =>
      step(load, signal).then(
        () => ({ kind: 'file', words: `Keys are kept in an encrypted file, ${path}.` }),
        (error: unknown) => {
          if (!(error instanceof AppError)) throw error
          return { kind: 'none', words: error.message, ...(error.next ? { next: error.next } : {}) }
        },
      ),
    list: (signal) => step(async () => [...(await load()).keys()].toSorted((a, b) => a.localeCompare(b)), signal),
    read: (name, signal) =>
      step(async () => {
        const value = (await load()).get(name)
        return value === undefined ? null : redact(value)
      }, signal),
    write: (name, value, signal) => step(async () => save((await load()).set(name, value.reveal())), signal),
    remove: (name, signal) =>
      step(async () => {
        const secrets = await load()
        if (!secrets.delete(name)) return false
        await save(secrets)
        return true
      }, signal),
  }
}

const damaged = (path: string): AppError => new AppError('KEYCHAIN_FAILED', `${path} is damaged or was changed, and cannot be opened. It is left as it is.`, { next: 'Put a copy of it back, or move it away and set the keys again.' })

const failureOf = (path: string, error: unknown): unknown =>
  error instanceof Error && 'code' in error && !(error instanceof AppError) && error.name !== 'AbortError' && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code)
    ? new AppError('KEYCHAIN_FAILED', `${path} cannot be read or written (${error.code}).`, { next: 'Allow your account to read and write it.', cause: error })
    : error

const readText = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

const replace = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  // A file that is kept elsewhere is a link, and stays one.
  const target = await realpath(path).catch(() => path)
  const temporary = `${target}.${randomUUID()}.tmp`
  try {
    const file = await openFile(temporary, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
