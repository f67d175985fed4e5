import type { Credential } from '../../../contract/credentials.ts'
import { AppError } from '../../../contract/errors.ts'
import { redact } from '../lib/redacted.ts'
import type { Clock, CredentialBook, Redacted, Secrets } from '../ports/index.ts'
import type { Credentials } from './credentials.ts'

export interface CredentialsDeps {
  readonly secrets: Secrets
  readonly book: CredentialBook
  /** Asks a destination that takes this key for its models, through the gate; null when none takes it. */
  readonly askProvider: (name: string, signal: AbortSignal) => Promise<{ readonly destination: string; readonly models: readonly string[] } | null>
  readonly clock: Pick<Clock, 'now'>
}

/** Creates the capability that keeps keys: each is read once a session, and held as a value that cannot print. */
export const createCredentials = ({ secrets, book, askProvider, clock }: CredentialsDeps): Credentials => {
  /** Reads that are under way are in here too: two features that want a key at once make one prompt and not two. */
  const held = new Map<string, Promise<Redacted | null>>()
  const names = new Set(book.names())
  const listeners = new Set<() => void>()
  const tell = (): void => {
    for (const listener of listeners) listener()
  }

  const read = (name: string): Promise<Redacted | null> => {
    const known = held.get(name)
    if (known) return known
    // Its own signal: who leaves must not take the key from the others who wait for it.
    const reading = secrets.read(name, new AbortController().signal)
    held.set(name, reading)
    const forget = (): void => {
      if (held.get(name) === reading) held.delete(name)
    }
    reading.then((value) => value === null && forget(), forget)
    return reading
  }

  return {
    list: async (signal) => {
      const store = await secrets.state(signal)
      const found = store.kind === 'none' ? [] : await secrets.list(signal)
      for (const name of found) names.add(name)
      const shown = store.kind === 'none' ? [...names].toSorted((a, b) => a.localeCompare(b)) : found
      return { store, credentials: shown.map((name): Credential => ({ name, uses: [...book.uses(name)] })) }
    },

    set: async (name, value, signal) => {
      const text = value.reveal().trim()
      // It goes into a header of HTTP. What it is stays out of the sentence.
      if (!/^[\x21-\x7E]{1,8192}$/.test(text)) throw new AppError('BAD_REQUEST', 'A key is one word of letters, digits and signs, without spaces or line breaks. Nothing was changed.', { next: 'Copy it again from the provider, whole and alone.' })
      const key = redact(text)
      await secrets.write(name, key, signal)
      held.set(name, Promise.resolve(key))
      names.add(name)
      await book.add(name)
      tell()
    },

    test: async (name, signal) => {
      try {
        const answer = await askProvider(name, signal)
        if (answer === null) return { ok: false, words: `No destination in the settings takes the key “${name}”, so there is nobody to ask.` }
        return { ok: true, words: `${answer.destination} takes it: ${answer.models.length === 1 ? 'one model' : `${answer.models.length} models`}.` }
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        return { ok: false, words: error.next ? `${error.message} ${error.next}` : error.message }
      }
    },

    remove: async (name, signal) => {
      // Memory first: where the keychain refuses, the key is at least in no process any more.
      held.delete(name)
      const removed = await secrets.remove(name, signal)
      // Read again by somebody while it was removed.
      held.delete(name)
      const wasKnown = names.delete(name)
      await book.forget(name)
      if (removed || wasKnown) tell()
      if (!removed) throw new AppError('NOT_FOUND', `There is no key “${name}”.`, { next: 'freehold credentials list' })
    },

    use: async (name, feature, signal) => {
      signal.throwIfAborted()
      const value = await untilAborted(read(name), signal)
      if (value === null) throw new AppError('NO_KEY', `There is no key “${name}”.`, { next: `Type: freehold credentials set "${name}"` })
      names.add(name)
      book.note(name, { feature, at: new Date(clock.now()).toISOString() })
      tell()
      return value
    },

    known: () => [...names],

    onChange: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

const untilAborted = <Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value> =>
  new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('It was stopped.'))
    signal.addEventListener('abort', leave, { once: true })
    value.finally(() => signal.removeEventListener('abort', leave)).then(resolve, reject)
  })
