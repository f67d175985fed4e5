import type { EngineCall, LlmEvent } from '../../core/ports/index.ts'
import { ChatEventSchema } from './calls.ts'

/** Asks an engine to write and gives its events as they come; who leaves early, or aborts, stops the engine. */
export const askWriter = async function* (request: Omit<EngineCall, 'onEvent'>, call: (call: EngineCall) => Promise<unknown>): AsyncGenerator<LlmEvent, undefined, void> {
  const leaving = new AbortController()
  const signal = AbortSignal.any([request.signal, leaving.signal])
  signal.throwIfAborted()
  const waiting: LlmEvent[] = []
  let isOver = false
  let failure: unknown
  let wake = (): void => undefined
  const onEvent = (raw: unknown): void => {
    const event = ChatEventSchema.parse(raw)
    if (event.type === 'progress') return
    waiting.push(event)
    wake()
  }
  void call({ ...request, onEvent, signal })
    .catch((error: unknown) => {
      failure = error
    })
    .finally(() => {
      isOver = true
      wake()
    })
  try {
    for (;;) {
      for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) yield event
      if (failure !== undefined) throw failure
      if (isOver) return undefined
      await new Promise<void>((resolve) => {
        wake = resolve
        if (isOver || waiting.length > 0) resolve()
      })
    }
  } finally {
    leaving.abort()
  }
}
