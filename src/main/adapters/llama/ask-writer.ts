import type { EngineCall, LlmChatRequest, LlmEvent } from '../../core/ports/index.ts'
import { ChatEventSchema, type ChatParams } from './calls.ts'

/** Asks an engine for an answer and gives its events as they come; who leaves early, or aborts, stops the engine. */
export const askChat = async function* (request: LlmChatRequest, call: (call: EngineCall) => Promise<unknown>): AsyncGenerator<LlmEvent, undefined, void> {
  const leaving = new AbortController()
  const signal = AbortSignal.any([request.signal, leaving.signal])
  signal.throwIfAborted()
  const waiting: LlmEvent[] = []
  let isOver = false
  let failure: unknown
  let wake = (): void => undefined
  const { conversation, messages, maxTokens, sampling, schema, tools } = request
  const params: ChatParams = { conversation, messages: [...messages], maxTokens, sampling, schema, tools: tools?.map((tool) => ({ ...tool })) }
  const onEvent = (raw: unknown): void => {
    const event = ChatEventSchema.parse(raw)
    if (event.type === 'progress') return
    waiting.push(event)
    wake()
  }
  void call({ method: 'chat', params, onEvent, order: 'urgent', signal })
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
