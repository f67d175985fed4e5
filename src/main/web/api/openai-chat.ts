import { ChatCompletionRequestSchema, type ChatCompletion, type ChatCompletionChunk, type ChatCompletionRequest, type TokenLogprob } from '../../../contract/openai.ts'
import type { LlmEvent } from '../../core/ports/index.ts'
import { answerEvents, answerJson, newId, nowSeconds, openAiRoute, readRequest } from './openai-answer.ts'
import { toChatRequest } from './openai-chat-request.ts'
import { createTally, logprobsOf } from './openai-usage.ts'
import type { ApiContext, ApiRoute } from './route.ts'

type Head = Pick<ChatCompletion, 'id' | 'created' | 'model' | 'system_fingerprint'>
type ToolCall = NonNullable<ChatCompletion['choices'][number]['message']['tool_calls']>[number]

/** `POST /v1/chat/completions`, at once or as it is written. */
export const chatCompletionsRoute: ApiRoute = openAiRoute('POST', '/v1/chat/completions', async (context) => {
  const { request, model } = await readRequest(context, ChatCompletionRequestSchema, 'chat')
  const events = context.work.chat(context.caller, toChatRequest(request, model.id, context.signal))
  const head = { id: newId('chatcmpl-'), created: nowSeconds(), model: model.id, system_fingerprint: `freehold-${context.version}` }
  if (request.stream === true) await tellChunks(context, request, head, events)
  else answerJson(context, await gather(request, head, events))
})

const FINISH = { end: 'stop', length: 'length', tool: 'tool_calls' } as const

const callOf = ({ name, input }: { readonly name: string; readonly input: unknown }): ToolCall => ({ id: newId('call_'), type: 'function', function: { name, arguments: JSON.stringify(input ?? {}) } })

/** One call at a time, where that was asked for: what the model calls beside it is not told. */
const isOneTooMany = (request: ChatCompletionRequest, told: number): boolean => request.parallel_tool_calls === false && told > 0

const gather = async (request: ChatCompletionRequest, head: Head, events: AsyncIterable<LlmEvent>): Promise<ChatCompletion> => {
  const tally = createTally()
  const calls: ToolCall[] = []
  const chances: TokenLogprob[] = []
  let text = ''
  let thought = ''
  let finish: (typeof FINISH)[keyof typeof FINISH] = 'stop'
  for await (const event of events) {
    tally.note(event)
    if (event.type === 'delta') {
      text += event.text
      if (request.logprobs === true) chances.push(...logprobsOf(event.chances))
    }
    if (event.type === 'thinking') thought += event.text
    if (event.type === 'tool' && !isOneTooMany(request, calls.length)) calls.push(callOf(event))
    if (event.type === 'done') finish = FINISH[event.stopReason]
  }
  const message = {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    refusal: null,
    ...(thought !== '' && { reasoning_content: thought }),
    ...(calls.length > 0 && { tool_calls: calls }),
  } as const
  return {
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: request.logprobs === true ? { content: chances, refusal: null } : null, finish_reason: finish }],
    usage: tally.usage(),
  }
}

const tellChunks = (context: ApiContext, request: ChatCompletionRequest, head: Head, events: AsyncIterable<LlmEvent>): Promise<void> =>
  answerEvents(context, async ({ send }) => {
    const tally = createTally()
    const wantsUsage = request.stream_options?.include_usage === true
    const chunkOf = (choices: ChatCompletionChunk['choices']): ChatCompletionChunk => ({ ...head, object: 'chat.completion.chunk', choices, ...(wantsUsage && { usage: null }) })
    const tell = (delta: ChatCompletionChunk['choices'][number]['delta'], content?: TokenLogprob[], finish: 'stop' | 'length' | 'tool_calls' | null = null): Promise<void> =>
      send(chunkOf([{ index: 0, delta, logprobs: content === undefined ? null : { content, refusal: null }, finish_reason: finish }]))
    let told = 0
    let begun = false
    let finish: (typeof FINISH)[keyof typeof FINISH] = 'stop'
    const begin = async (): Promise<void> => {
      if (begun) return
      begun = true
      await tell({ role: 'assistant', content: '' })
    }
    for await (const event of events) {
      tally.note(event)
      await begin()
      if (event.type === 'delta') await tell({ content: event.text }, request.logprobs === true ? logprobsOf(event.chances) : undefined)
      if (event.type === 'thinking') await tell({ reasoning_content: event.text })
      if (event.type === 'tool' && !isOneTooMany(request, told)) {
        await tell({ tool_calls: [{ index: told, ...callOf(event) }] })
        told += 1
      }
      if (event.type === 'done') finish = FINISH[event.stopReason]
    }
    await begin()
    await tell({}, undefined, finish)
    if (wantsUsage) await send({ ...chunkOf([]), usage: tally.usage() })
  })
