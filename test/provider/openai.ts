import type { Said } from './said.ts'
import { eventsReply, jsonReply } from './reply.ts'
import type { Reply } from './reply.ts'

const DONE = { data: '[DONE]' }

/** What an OpenAI-compatible server streams for a chat completion: a role, deltas, a finish reason, the usage, `[DONE]`. */
export const openaiSays = (said: Said): Reply => eventsReply([...openaiEvents(said), DONE], { 'x-request-id': 'req_test' })

/** The events of `openaiSays` without its end, for answers that hold something else among them. */
export const openaiEvents = ({ text = [], thinking = [], tools = [], usage = {}, stopReason, model = 'gpt-test' }: Said) => {
  const { tokensIn = 12, tokensOut = 7, cachedIn = 0 } = usage
  const chunk = (choices: readonly object[], counts: object | null = null) => ({
    data: JSON.stringify({ id: 'chatcmpl-test', object: 'chat.completion.chunk', created: 1_790_000_000, model, system_fingerprint: 'fp_test', choices, usage: counts }),
  })
  const delta = (value: object, finish: string | null = null) => chunk([{ index: 0, delta: value, logprobs: null, finish_reason: finish }])
  return [
    delta({ role: 'assistant', content: '' }),
    // Not of OpenAI itself: how vLLM, llama.cpp, DeepSeek and others stream what a model thinks.
    ...thinking.map((each) => delta({ reasoning_content: each })),
    ...text.map((each) => delta({ content: each })),
    ...tools.flatMap(({ id, name, json }, index) => [
      delta({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
      ...json.map((each) => delta({ tool_calls: [{ index, function: { arguments: each } }] })),
    ]),
    delta({}, stopReason ?? (tools.length > 0 ? 'tool_calls' : 'stop')),
    chunk([], { prompt_tokens: tokensIn, completion_tokens: tokensOut, total_tokens: tokensIn + tokensOut, prompt_tokens_details: { cached_tokens: cachedIn } }),
  ]
}

/** An error in the middle of a stream that began well. */
export const openaiErrorEvent = (type = 'server_error', message = 'The server had an error.') => ({ data: JSON.stringify({ error: { message, type, param: null, code: null } }) })

/** An error that comes instead of an answer. `message` is where a real provider may quote what it was sent. */
export const openaiError = (status: number, code: string, message = 'Something of the request.', headers: Readonly<Record<string, string>> = {}): Reply =>
  jsonReply(status, { error: { message, type: 'invalid_request_error', param: null, code } }, { 'x-request-id': 'req_test', ...headers })

/** GET /v1/models. */
export const openaiModels = (ids: readonly string[]): Reply => jsonReply(200, { object: 'list', data: ids.map((id) => ({ id, object: 'model', created: 1_790_000_000, owned_by: 'test' })) })
