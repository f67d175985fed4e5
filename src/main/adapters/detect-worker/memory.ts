import { createHash } from 'node:crypto'
import type { Detection, Person } from '../../core/ports/index.ts'

// A chat of thousands of messages, and a list of a thousand addresses: what is kept of either is small.
const MOST_TEXTS = 4_000
const MOST_DETAILS = 40_000

/** What was found in texts that were looked through before; nothing of the texts themselves. */
export interface Memory {
  /** Null when it is not known, or was looked for with another list of people. */
  get(text: string, people: readonly Person[]): Detection | null
  put(text: string, people: readonly Person[], found: Detection): void
}

/** Remembers the newest: a chat is looked through with each turn of it, and nearly all of it is what it was. */
export const createMemory = (): Memory => {
  const known = new Map<string, Detection>()
  let of: readonly Person[] | null = null
  let detailCount = 0

  const forget = (key: string): void => {
    detailCount -= known.get(key)?.details.length ?? 0
    known.delete(key)
  }
  const keyFor = (text: string, people: readonly Person[]): string => {
    if (of !== people) {
      known.clear()
      detailCount = 0
      of = people
    }
    return createHash('sha256').update(text).digest('base64')
  }
  const keep = (key: string, found: Detection): void => {
    forget(key)
    known.set(key, found)
    detailCount += found.details.length
    for (const oldest of known.keys()) {
      if (known.size <= MOST_TEXTS && detailCount <= MOST_DETAILS) break
      forget(oldest)
    }
  }

  return {
    get: (text, people) => {
      const key = keyFor(text, people)
      const found = known.get(key)
      if (found === undefined) return null
      keep(key, found)
      return found
    },
    put: (text, people, found) => keep(keyFor(text, people), found),
  }
}
