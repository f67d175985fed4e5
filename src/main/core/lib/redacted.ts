import type { Redacted } from '../ports/secrets.ts'

const HIDDEN = '[hidden]'
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/** Wraps a secret so that no log, error, JSON or inspection shows it. */
export const redact = (value: string): Redacted => {
  // In a closure and not in a property: nothing that walks the object finds it.
  const hidden = { reveal: () => value, toString: () => HIDDEN, toJSON: () => HIDDEN, [INSPECT]: () => HIDDEN }
  return Object.freeze(hidden)
}
