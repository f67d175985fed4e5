import { redact } from '../../src/main/core/lib/redacted.ts'
import type { Secrets } from '../../src/main/core/ports/index.ts'

/** A double for a place that keeps keys: a map. `calls` counts what it was asked; `fail` makes everything reject until it is null again. */
export const fakeSecrets = () => {
  const values = new Map<string, string>()
  const calls: string[] = []
  const state = { fail: null as Error | null }
  const asked = (call: string, signal: AbortSignal): void => {
    signal.throwIfAborted()
    calls.push(call)
    if (state.fail) throw state.fail
  }
  const secrets: Secrets = {
    state: async () => (state.fail ? { kind: 'none', words: state.fail.message } : { kind: 'keychain', words: 'Keys are kept in a map.' }),
    list: async (signal) => {
      asked('list', signal)
      return [...values.keys()].toSorted()
    },
    read: async (name, signal) => {
      asked(`read ${name}`, signal)
      const value = values.get(name)
      return value === undefined ? null : redact(value)
    },
    write: async (name, value, signal) => {
      asked(`write ${name}`, signal)
      values.set(name, value.reveal())
    },
    remove: async (name, signal) => {
      asked(`remove ${name}`, signal)
      return values.delete(name)
    },
  }
  return { secrets, values, calls, state }
}
