import type { ModelFile } from '../../../contract/models.ts'
import type { LlmMessage } from '../ports/index.ts'
import type { TurnEvent, TurnRequest } from './answers.ts'
import type { AnswerDeps } from './deps.ts'

/** The model on this Mac answers; rejects with what it rejects with, after what had come. */
export async function* answerHere({ llm, sampling, newId }: AnswerDeps, model: ModelFile, messages: readonly LlmMessage[], { chat, feature, maxTokens, tools }: TurnRequest, signal: AbortSignal): AsyncGenerator<TurnEvent, undefined, void> {
  const events = llm.chat({ model, conversation: chat ?? newId(), messages, maxTokens, sampling: sampling(model.id), tools, user: named(feature), signal })
  for await (const event of events) {
    switch (event.type) {
      case 'start':
        yield { type: 'prompt', tokens: event.promptTokens, contextTokens: event.contextTokens }
        break
      case 'usage':
        yield { ...event, priceUsd: null, bytesOut: 0, ledgerSeqs: [] }
        break
      case 'delta':
      case 'thinking':
      case 'tool':
      case 'done':
        yield event
        break
    }
  }
  signal.throwIfAborted()
  return undefined
}

/** As the person knows it: `chat` is `Chat`. */
const named = (feature: string): string => `${feature.charAt(0).toUpperCase()}${feature.slice(1)}`
