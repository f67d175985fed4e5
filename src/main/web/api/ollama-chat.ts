import { OllamaChatRequestSchema, type OllamaChatAnswer } from '../../../contract/ollama.ts'
import { toLogprobs, type OllamaPiece } from './ollama-answer.ts'
import { answerEvents, answerNothing, toHead } from './ollama-ask.ts'
import { readFormat, readKeepAlive, readLogprobs, readOptions, readThink } from './ollama-options.ts'
import { findForTask } from './ollama-names.ts'
import { readBody } from './ollama-route.ts'
import { toTools, toTurns } from './ollama-turns.ts'
import type { ApiContext } from './route.ts'

/** `/api/chat`. */
export const chat = async (context: ApiContext): Promise<void> => {
  const asked = await readBody(context, OllamaChatRequestSchema)
  const startedMs = performance.now()
  const { id } = findForTask(context.work, asked.model, 'chat')
  const messages = toTurns(asked.messages ?? [])
  const options = readOptions(asked.options)
  const keepAliveMinutes = readKeepAlive(asked.keep_alive)
  const stream = asked.stream !== false
  const toAnswer = createToAnswer(asked.model)
  if (messages.length === 0) return answerNothing(context, { stream, startedMs, model: id, contextTokens: options.contextTokens, keepAliveMinutes, toAnswer })
  const events = context.work.chat(context.caller, {
    model: id,
    messages,
    ...options,
    keepAliveMinutes,
    schema: readFormat(asked.format),
    tools: toTools(asked.tools),
    thinking: readThink(asked.think),
    logprobs: readLogprobs(asked),
    signal: context.signal,
  })
  await answerEvents(context, stream, startedMs, events, toAnswer)
}

const createToAnswer = (model: string) => {
  let called = 0
  return (piece: OllamaPiece): OllamaChatAnswer => ({
    ...toHead(model, piece),
    message: {
      role: 'assistant',
      content: piece.text,
      ...(piece.thinking !== '' && { thinking: piece.thinking }),
      ...(piece.calls.length > 0 && { tool_calls: piece.calls.map(({ name, input }) => ({ function: { index: called++, name, arguments: toArguments(input) } })) }),
    },
    ...toLogprobs(piece.chances),
  })
}

// Clients read them as an object, whatever the model has made of it.
const toArguments = (input: unknown): Record<string, unknown> => (input == null ? {} : typeof input === 'object' && !Array.isArray(input) ? { ...input } : { value: input })
