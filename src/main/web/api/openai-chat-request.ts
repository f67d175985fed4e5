import type { ChatCompletionRequest, ChatMessage } from '../../../contract/openai.ts'
import type { ApiChatRequest, LlmTurn } from '../../core/ports/index.ts'
import { badParam } from './openai-error.ts'
import { callOptionsOf, inputOf, maxTokensOf, resultsOf, samplingOf, schemaOf, stopsOf, textOf, toolOf, toolsOf, type AskedCall } from './openai-request.ts'

/** What a chat completion asks of a model. */
export const toChatRequest = (request: ChatCompletionRequest, model: string, signal: AbortSignal): ApiChatRequest => {
  const format = request.response_format
  const choice = request.tool_choice
  const schema = schemaOf(format?.type === 'json_schema' ? { type: 'json_schema', schema: format.json_schema.schema } : format)
  return {
    model,
    messages: turnsOf(request.messages),
    maxTokens: maxTokensOf(request.max_completion_tokens ?? request.max_tokens),
    sampling: samplingOf(request),
    schema,
    ...toolsOf((request.tools ?? []).map((tool) => toolOf(tool.function)), typeof choice === 'object' && choice !== null ? choice.function : choice, schema !== undefined),
    stop: stopsOf(request.stop),
    ...(request.logprobs === true && { logprobs: request.top_logprobs ?? 0 }),
    ...(typeof request.reasoning_effort === 'string' && { thinking: request.reasoning_effort !== 'none' }),
    ...callOptionsOf(request),
    signal,
  }
}

/** Messages as a model reads them: after each that calls come the results of its calls, in their order. */
const turnsOf = (messages: readonly ChatMessage[]): readonly LlmTurn[] => {
  const turns: LlmTurn[] = []
  for (let at = 0; at < messages.length; at += 1) {
    const message = messages[at]
    const param = `messages.${at}`
    if (message === undefined) break
    if (message.role === 'tool') throw badParam(param, 'A result of a tool has to follow the message that called it.')
    const text = textOf(message.content, `${param}.content`)
    if (message.role !== 'assistant') {
      turns.push({ role: message.role === 'user' ? 'user' : 'system', text })
      continue
    }
    const calls = (message.tool_calls ?? []).map(({ id, function: called }, index): AskedCall => ({ callId: id, name: called.name, input: inputOf(called.arguments, `${param}.tool_calls.${index}.function.arguments`) }))
    if (calls.length === 0) {
      turns.push({ role: 'assistant', text: text === '' ? (message.refusal ?? '') : text })
      continue
    }
    turns.push({ role: 'assistant', text, calls: calls.map(({ name, input }) => ({ name, input })) })
    const results = new Map<string, string>()
    for (let next = messages[at + 1]; next?.role === 'tool'; next = messages[at + 1]) {
      at += 1
      if (!calls.some(({ callId }) => callId === next.tool_call_id)) throw badParam(`messages.${at}.tool_call_id`, 'A result of a tool has to name a call of the message before it.')
      results.set(next.tool_call_id, textOf(next.content, `messages.${at}.content`))
    }
    turns.push(...resultsOf(calls, results, param))
  }
  return turns
}
