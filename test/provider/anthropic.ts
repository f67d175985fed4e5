import type { Said } from './said.ts'
import { eventsReply, jsonReply } from './reply.ts'
import type { Reply } from './reply.ts'

const event = (type: string, rest: object = {}): { readonly event: string; readonly data: string } => ({ event: type, data: JSON.stringify({ type, ...rest }) })

/** What Anthropic's Messages API streams: message_start, a ping, blocks with their deltas, message_delta, message_stop. */
export const anthropicSays = ({ text = [], thinking = [], tools = [], usage = {}, stopReason, model = 'claude-test' }: Said): Reply => eventsReply(anthropicEvents({ text, thinking, tools, usage, model, ...(stopReason ? { stopReason } : {}) }), REQUEST_ID)

/** The events of `anthropicSays`, for answers that hold something else among them. */
export const anthropicEvents = ({ text = [], thinking = [], tools = [], usage = {}, stopReason, model = 'claude-test' }: Said) => {
  const { tokensIn = 12, tokensOut = 7, cachedIn = 0, cacheWrites = 0 } = usage
  const counts = { input_tokens: tokensIn, cache_creation_input_tokens: cacheWrites, cache_read_input_tokens: cachedIn }
  let index = -1
  const block = (start: object, deltas: readonly object[]) => {
    index += 1
    return [event('content_block_start', { index, content_block: start }), ...deltas.map((delta) => event('content_block_delta', { index, delta })), event('content_block_stop', { index })]
  }
  return [
    event('message_start', {
      message: {
        id: 'msg_01Test',
        type: 'message',
        role: 'assistant',
        model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...counts, cache_creation: { ephemeral_5m_input_tokens: cacheWrites, ephemeral_1h_input_tokens: 0 }, output_tokens: 1, service_tier: 'standard' },
      },
    }),
    event('ping'),
    ...(thinking.length > 0
      ? block({ type: 'thinking', thinking: '', signature: '' }, [...thinking.map((each) => ({ type: 'thinking_delta', thinking: each })), { type: 'signature_delta', signature: 'c2lnbmF0dXJl' }])
      : []),
    ...(text.length > 0 ? block({ type: 'text', text: '' }, text.map((each) => ({ type: 'text_delta', text: each }))) : []),
    ...tools.flatMap(({ id, name, json }) => block({ type: 'tool_use', id, name, input: {} }, [{ type: 'input_json_delta', partial_json: '' }, ...json.map((each) => ({ type: 'input_json_delta', partial_json: each }))])),
    event('message_delta', { delta: { stop_reason: stopReason ?? (tools.length > 0 ? 'tool_use' : 'end_turn'), stop_sequence: null }, usage: { ...counts, output_tokens: tokensOut } }),
    event('message_stop'),
  ]
}

/** An error in the middle of a stream that began well, as at times of high load. */
export const anthropicErrorEvent = (type = 'overloaded_error', message = 'Overloaded') => event('error', { error: { type, message }, request_id: 'req_011Test' })

/** An error that comes instead of an answer. `message` is where a real provider may quote what it was sent. */
export const anthropicError = (status: number, type: string, message = 'Something of the request.', headers: Readonly<Record<string, string>> = {}): Reply =>
  jsonReply(status, { type: 'error', error: { type, message }, request_id: 'req_011Test' }, { ...REQUEST_ID, ...headers })

/** GET /v1/models, one page. */
export const anthropicModels = (ids: readonly string[], hasMore = false): Reply =>
  jsonReply(200, { data: ids.map((id) => ({ type: 'model', id, display_name: id, created_at: '2026-01-01T00:00:00Z' })), has_more: hasMore, first_id: ids[0] ?? null, last_id: ids.at(-1) ?? null }, REQUEST_ID)

const REQUEST_ID = { 'request-id': 'req_011Test' }
