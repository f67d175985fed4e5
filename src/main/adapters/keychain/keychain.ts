import type { StoreState } from '../../../contract/credentials.ts'
import { redact } from '../../core/lib/redacted.ts'
import type { CredentialBook, Secrets } from '../../core/ports/index.ts'
import { failureOf, locked, noSessionBus, waits } from './failures.ts'
import { loadKeytar } from './load-keytar.ts'
import type { Keytar } from './load-keytar.ts'
import { Busy, createOneAtATime } from './one-at-a-time.ts'

const SERVICE = 'freehold'
// A person may take a while to find the window that asks.
const TIMEOUT_MS = 60_000
const STATE_TIMEOUT_MS = 5_000
const PROBE = 'freehold probe, holds no key'

export interface KeychainDeps {
  readonly platform: NodeJS.Platform
  /** Linux: without it nothing is asked at all. */
  readonly hasSessionBus: boolean
  /**
   * The names, which lie beside the keychain and not in it: to list what is in it would read, and ask for, every value. Only
   * what the keychain says is gone is forgotten here; what it does not let us read keeps its name and its place.
   */
  readonly book: Pick<CredentialBook, 'names' | 'add' | 'forget'>
  readonly load?: () => Promise<Keytar>
  readonly service?: string
  readonly timeoutMs?: number
}

/**
 * The keychain of macOS and the Secret Service of Linux, one item a name. The host alone may make one: macOS gives access by
 * the identity of the program that asks.
 */
export const createKeychain = ({ platform, hasSessionBus, book, load = loadKeytar, service = SERVICE, timeoutMs = TIMEOUT_MS }: KeychainDeps): Secrets => {
  const oneAtATime = createOneAtATime(timeoutMs, HOLD)

  const ask = async <Result>(call: (keytar: Keytar) => Promise<Result>, signal: AbortSignal): Promise<Result> => {
    signal.throwIfAborted()
    if (platform === 'linux' && !hasSessionBus) throw noSessionBus()
    const keytar = await load()
    try {
      return await oneAtATime(() => call(keytar), signal)
    } catch (error) {
      if (signal.aborted) throw error
      throw error instanceof Busy ? waits(platform) : failureOf(platform, error)
    }
  }

  /** A locked keyring of Linux says of its items that there are none. One that takes an item is open, or was opened just now. */
  const proveOpen = async (keytar: Keytar): Promise<void> => {
    if (platform !== 'linux') return
    await keytar.setPassword(service, PROBE, 'open').catch((error: unknown) => {
      throw failureOf(platform, error)
    })
    if (!(await keytar.deletePassword(service, PROBE))) throw locked(platform)
  }

  return {
    state: async (signal) => {
      try {
        // Asks for what is not there: that prompts nobody.
        await ask((keytar) => keytar.getPassword(service, PROBE), AbortSignal.any([signal, AbortSignal.timeout(STATE_TIMEOUT_MS)]))
        return stateOf(platform)
      } catch (error) {
        signal.throwIfAborted()
        const { message, next } = error instanceof DOMException ? waits(platform) : failureOf(platform, error)
        return { kind: 'none', words: message, ...(next ? { next } : {}) }
      }
    },

    list: async () => book.names(),

    read: async (name, signal) => {
      const value = await ask(async (keytar) => {
        const found = await keytar.getPassword(service, name)
        if (found !== null) return found
        await proveOpen(keytar)
        return keytar.getPassword(service, name)
      }, signal)
      // Also of a name that the book did not know: it may have been lost, and the key was not.
      if (value !== null) await book.add(name)
      else await book.forget(name)
      return value === null ? null : redact(value)
    },

    write: async (name, value, signal) => {
      signal.throwIfAborted()
      const wasKnown = book.names().includes(name)
      // First, so that a key whose host was killed at once has a name.
      await book.add(name)
      try {
        await ask((keytar) => keytar.setPassword(service, name, value.reveal()), signal)
      } catch (error) {
        if (!wasKnown && !signal.aborted) await book.forget(name)
        throw error
      }
    },

    remove: async (name, signal) => {
      const removed = await ask(async (keytar) => {
        if (await keytar.deletePassword(service, name)) return true
        await proveOpen(keytar)
        return keytar.deletePassword(service, name)
      }, signal)
      await book.forget(name)
      return removed
    },
  }
}

const stateOf = (platform: NodeJS.Platform): StoreState =>
  platform === 'darwin' ? { kind: 'keychain', words: 'Keys are kept in the login keychain of this Mac.' } : { kind: 'secret-service', words: 'Keys are kept in the keyring of this session.' }

/**
 * At its end Node waits for the threads of calls that are under way, so a prompt that nobody answers would keep the process
 * for ever. What is to be written has been written by then.
 */
const leaveNow = (): void => void process.kill(process.pid, 'SIGKILL')
let underWay = 0
const HOLD = {
  begin: () => {
    underWay += 1
    if (underWay === 1) process.on('exit', leaveNow)
  },
  end: () => {
    underWay -= 1
    if (underWay === 0) process.off('exit', leaveNow)
  },
}
