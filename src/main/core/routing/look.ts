import type { Topic } from '../../../contract/privacy.ts'
import type { Detection } from '../ports/index.ts'
import type { RoutingDeps } from './deps.ts'

export interface Looked {
  /** Text by text; null where details could not be looked for. */
  readonly detections: readonly (Detection | null)[]
  /** Null where nothing could be said. */
  readonly topics: readonly Topic[] | null
}

/** Looks through texts; where `topics` is false they are not looked for, which is as if nothing could be said of them. */
export type Look = (texts: readonly string[], signal: AbortSignal, which?: { readonly topics: boolean }) => Promise<Looked>

// The detectors end themselves long before; this is for one that hangs all the same.
const PATIENCE_MS = 10_000
const TOPIC_PATIENCE_MS = 60_000

/** Looks for details and topics. Whatever fails, is late or is missing is `null`, and only an abort rejects. */
export const createLook = ({ detect, detectTopics, clock }: Pick<RoutingDeps, 'detect' | 'detectTopics' | 'clock'>): Look => {
  const orNull = async <T>(work: (signal: AbortSignal) => Promise<T>, patienceMs: number, signal: AbortSignal): Promise<T | null> => {
    const ending = new AbortController()
    const both = AbortSignal.any([signal, ending.signal])
    try {
      return await Promise.race([work(both), clock.sleep(patienceMs, both).then(() => null)])
    } catch {
      return null
    } finally {
      ending.abort()
      signal.throwIfAborted()
    }
  }
  return async (texts, signal, { topics: withTopics } = { topics: true }) => {
    const [detections, topics] = await Promise.all([
      orNull((both) => detect(texts, both), PATIENCE_MS, signal),
      withTopics ? orNull((both) => detectTopics(texts.join('\n\n'), both), TOPIC_PATIENCE_MS, signal) : null,
    ])
    return { detections: texts.map((_, at) => detections?.[at] ?? null), topics }
  }
}
