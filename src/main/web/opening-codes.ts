import { randomBytes } from 'node:crypto'
import { isSameSecret } from './secrets.ts'

/** Codes that open the page once: an address that is handed to another program stands in its arguments, for all to read. */
export interface OpeningCodes {
  /** 128 random bits, good for one use within a minute; the oldest goes when too many wait. */
  issue(): string
  /** True for a code that was issued here, was not used before and is not too old; it is used up by that. */
  redeem(given: string): boolean
}

const LIFE_MS = 60_000
const MOST_WAITING = 8

/** Keeps the codes that were not used yet, in memory only. */
export const createOpeningCodes = (monotonicMs: () => number): OpeningCodes => {
  let waiting: readonly { readonly code: string; readonly issuedMs: number }[] = []

  return {
    issue: () => {
      const code = randomBytes(16).toString('base64url')
      waiting = [...waiting.slice(1 - MOST_WAITING), { code, issuedMs: monotonicMs() }]
      return code
    },
    redeem: (given) => {
      waiting = waiting.filter(({ issuedMs }) => monotonicMs() - issuedMs < LIFE_MS)
      // Each is compared, so that the time tells nothing of which one came near.
      const left = waiting.filter(({ code }) => !isSameSecret(given, code))
      const isKnown = left.length < waiting.length
      waiting = left
      return isKnown
    },
  }
}
