import type { DetectTopics } from '../ports/index.ts'

const MOST_KEPT = 1_000

/** Asks the model about a text once: an app that searches comes by the same notes again and again. What could not be told is asked again. */
export const createTopicsOnce = (detectTopics: DetectTopics, sha256: (bytes: Uint8Array) => string): DetectTopics => {
  const known = new Map<string, NonNullable<Awaited<ReturnType<DetectTopics>>>>()
  return async (text, signal) => {
    const key = sha256(new TextEncoder().encode(text))
    const before = known.get(key)
    if (before !== undefined) return before
    const topics = await detectTopics(text, signal)
    if (topics === null) return null
    const [oldest] = known.size >= MOST_KEPT ? known.keys() : []
    if (oldest !== undefined) known.delete(oldest)
    known.set(key, topics)
    return topics
  }
}
