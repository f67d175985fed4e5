import type { Vault } from '../ports/index.ts'
import type { McpDeps } from './deps.ts'
import { scoreOf } from './words.ts'

// Chats have their own labels, and prompts are no notes.
const NO_NOTES = /^(?:chats|prompts)\//i
const MOST_CHARACTERS = 2_000_000
const AT_ONCE = 16

interface Found {
  readonly path: string
  readonly score: number
}

/** Looks for words by reading every note, one search after the other; the index of the vault will take its place. */
export const createFindInVault = (vault: Pick<Vault, 'walk' | 'readText'>): McpDeps['searchNotes'] => {
  let turn: Promise<unknown> = Promise.resolve()

  // One that goes away or cannot be read is no reason to find nothing.
  const scoreAt = async (path: string, words: readonly string[]): Promise<Found | null> => {
    const note = await vault.readText(path).catch(() => null)
    const score = note === null || note.text.length > MOST_CHARACTERS ? null : scoreOf(path, note.text, words)
    return score === null ? null : { path, score }
  }

  const find = async (words: readonly string[], limit: number, signal: AbortSignal): Promise<readonly string[]> => {
    signal.throwIfAborted()
    let best: readonly Found[] = []
    const lookAt = async (paths: readonly string[]): Promise<void> => {
      const scored = await Promise.all(paths.map((path) => scoreAt(path, words)))
      signal.throwIfAborted()
      best = [...best, ...scored.filter((each) => each !== null)].toSorted((one, other) => other.score - one.score || (one.path < other.path ? 1 : -1)).slice(0, limit)
    }
    let batch: string[] = []
    for await (const path of vault.walk('', '.md', signal)) {
      if (NO_NOTES.test(path)) continue
      batch.push(path)
      if (batch.length < AT_ONCE) continue
      await lookAt(batch)
      batch = []
    }
    await lookAt(batch)
    return best.map(({ path }) => path)
  }

  return (words, limit, signal) => {
    const found = turn.then(() => find(words, limit, signal))
    turn = found.catch(() => undefined)
    return found
  }
}
