import { CompletionRequestSchema, type Completion, type CompletionRequest } from '../../../contract/openai.ts'
import type { ApiCompleteRequest, LlmTokenChance } from '../../core/ports/index.ts'
import { answerEvents, answerJson, newId, nowSeconds, openAiRoute, readRequest } from './openai-answer.ts'
import { callOptionsOf, maxTokensOf, samplingOf, stopsOf } from './openai-request.ts'
import { createTally, logprobsOf } from './openai-usage.ts'
import type { ApiRoute } from './route.ts'

type Logprobs = Completion['choices'][number]['logprobs']

/** `POST /v1/completions`: a text goes on as it stands. */
export const completionsRoute: ApiRoute = openAiRoute('POST', '/v1/completions', async (context) => {
  const { request, model } = await readRequest(context, CompletionRequestSchema, 'chat')
  const prompt = typeof request.prompt === 'string' ? request.prompt : request.prompt.join('')
  const echo = request.echo === true ? prompt : ''
  const events = context.work.complete(context.caller, toCompleteRequest(request, model.id, prompt, context.signal))
  const head = { id: newId('cmpl-'), object: 'text_completion', created: nowSeconds(), model: model.id, system_fingerprint: `freehold-${context.version}` } as const
  const wantsUsage = request.stream_options?.include_usage === true
  const answerOf = (text: string, logprobs: Logprobs, finish: 'stop' | 'length' | null): Completion => ({ ...head, choices: [{ index: 0, text, logprobs, finish_reason: finish }], ...(wantsUsage && { usage: null }) })

  const tally = createTally()
  const offsets = createOffsets(typeof request.logprobs === 'number')
  let finish: 'stop' | 'length' = 'stop'
  if (request.stream === true) {
    await answerEvents(context, async ({ send }) => {
      let ahead = echo
      for await (const event of events) {
        tally.note(event)
        if (ahead !== '') await send(answerOf(ahead, null, null))
        ahead = ''
        if (event.type === 'delta') await send(answerOf(event.text, offsets.of(event.text, event.chances), null))
        if (event.type === 'done') finish = event.stopReason === 'length' ? 'length' : 'stop'
      }
      await send(answerOf('', null, finish))
      if (wantsUsage) await send({ ...answerOf('', null, null), choices: [], usage: tally.usage() } satisfies Completion)
    })
    return
  }
  let text = ''
  const chances: LlmTokenChance[] = []
  for await (const event of events) {
    tally.note(event)
    if (event.type === 'delta') {
      text += event.text
      chances.push(...(event.chances ?? []))
    }
    if (event.type === 'done') finish = event.stopReason === 'length' ? 'length' : 'stop'
  }
  answerJson(context, { ...answerOf(`${echo}${text}`, offsets.of(text, chances), finish), usage: tally.usage() } satisfies Completion)
})

// What OpenAI's API has where nothing is said.
const MAX_TOKENS = 16

const toCompleteRequest = (request: CompletionRequest, model: string, prompt: string, signal: AbortSignal): ApiCompleteRequest => ({
  model,
  prompt,
  maxTokens: maxTokensOf(request.max_tokens ?? MAX_TOKENS),
  sampling: samplingOf(request),
  stop: stopsOf(request.stop),
  ...(typeof request.logprobs === 'number' && { logprobs: request.logprobs }),
  ...callOptionsOf(request),
  signal,
})

/** Likelihoods in the form of this older call, each with its place in the text. */
const createOffsets = (wanted: boolean) => {
  let offset = 0
  return {
    of: (text: string, chances: readonly LlmTokenChance[] | undefined): Logprobs => {
      let at = offset
      offset += text.length
      if (!wanted) return null
      const told = logprobsOf(chances)
      return {
        tokens: told.map(({ token }) => token),
        token_logprobs: told.map(({ logprob }) => logprob),
        top_logprobs: told.map(({ top_logprobs: others }) => Object.fromEntries(others.map(({ token, logprob }) => [token, logprob]))),
        text_offset: told.map(({ token }) => {
          at += token.length
          return at - token.length
        }),
      }
    },
  }
}
