import { ResponseRequestSchema, type Response, type ResponseEvent, type ResponseRequest } from '../../../contract/openai.ts'
import type { LlmEvent } from '../../core/ports/index.ts'
import { answerEvents, answerJson, newId, nowSeconds, openAiRoute, readRequest } from './openai-answer.ts'
import { createItems } from './openai-responses-items.ts'
import { toResponseChat, wantsLogprobs } from './openai-responses-request.ts'
import { createTally, logprobsOf } from './openai-usage.ts'
import type { ApiRoute } from './route.ts'

type Tell = (event: ResponseEvent) => Promise<void>

/** `POST /v1/responses`, at once or step by step. Nothing of it is kept. */
export const responsesRoute: ApiRoute = openAiRoute('POST', '/v1/responses', async (context) => {
  const { request, model } = await readRequest(context, ResponseRequestSchema, 'chat')
  const events = context.work.chat(context.caller, toResponseChat(request, model.id, context.signal))
  const begun = responseOf(request, model.id)
  if (request.stream !== true) {
    answerJson(context, await answer(request, begun, events, async () => {}))
    return
  }
  await answerEvents(context, async ({ send }) => {
    let sequence = 0
    await answer(request, begun, events, async (event) => {
      await send({ ...event, sequence_number: sequence }, event.type)
      sequence += 1
    })
  })
})

const answer = async (request: ResponseRequest, begun: Response, events: AsyncIterable<LlmEvent>, tell: Tell): Promise<Response> => {
  const tally = createTally()
  const { items, close, say, think, call } = createItems(tell)
  let isTold = false
  let isCut = false
  let calls = 0
  // Not before the prompt was counted: one that does not fit is an answer of its own.
  const begin = async (): Promise<void> => {
    if (isTold) return
    isTold = true
    await tell({ type: 'response.created', response: begun })
    await tell({ type: 'response.in_progress', response: begun })
  }
  for await (const event of events) {
    tally.note(event)
    await begin()
    if (event.type === 'delta') await say(event.text, wantsLogprobs(request) ? logprobsOf(event.chances) : [])
    if (event.type === 'thinking') await think(event.text)
    if (event.type === 'tool' && (request.parallel_tool_calls !== false || calls === 0)) {
      calls += 1
      await call(event.name, event.input)
    }
    if (event.type === 'done') isCut = event.stopReason === 'length'
  }
  await begin()
  // An answer of no words is a message still.
  if (items.length === 0) await say('', [])
  await close(isCut ? 'incomplete' : 'completed')
  const { prompt_tokens: tokensIn, completion_tokens: tokensOut, total_tokens: tokens, prompt_tokens_details: details } = tally.usage()
  const done: Response = {
    ...begun,
    completed_at: isCut ? null : nowSeconds(),
    status: isCut ? 'incomplete' : 'completed',
    incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
    output: [...items],
    usage: { input_tokens: tokensIn, input_tokens_details: details, output_tokens: tokensOut, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: tokens },
  }
  await tell({ type: isCut ? 'response.incomplete' : 'response.completed', response: done })
  return done
}

const responseOf = (request: ResponseRequest, model: string): Response => ({
  id: newId('resp_'),
  object: 'response',
  created_at: nowSeconds(),
  completed_at: null,
  status: 'in_progress',
  error: null,
  incomplete_details: null,
  instructions: request.instructions ?? null,
  max_output_tokens: request.max_output_tokens ?? null,
  model,
  output: [],
  parallel_tool_calls: request.parallel_tool_calls ?? true,
  previous_response_id: null,
  reasoning: { effort: request.reasoning?.effort ?? null, summary: null },
  store: false,
  temperature: request.temperature ?? null,
  text: { format: request.text?.format ?? { type: 'text' } },
  tool_choice: request.tool_choice ?? 'auto',
  tools: request.tools ?? [],
  top_p: request.top_p ?? null,
  truncation: 'disabled',
  usage: null,
  metadata: request.metadata ?? {},
})
