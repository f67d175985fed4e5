import { AppError } from '../../../contract/errors.ts'
import type { Destination } from '../../../contract/privacy.ts'
import { toLlmMessages } from '../lib/to-llm-messages.ts'
import type { CloudEvent, CloudRequest, LlmMessage, SendDraft } from '../ports/index.ts'
import type { Routed } from '../routing/index.ts'
import type { TurnEvent, TurnRequest, Usage } from './answers.ts'
import { PURPOSE } from './deps.ts'
import type { AnswerDeps } from './deps.ts'
import { withNotices } from './with-notices.ts'

const ABOUT_PLACEHOLDERS = 'Words in ‹ › such as ‹Person 1› stand for details that were left out. Where you speak of one, write it exactly as it stands.'
// Most models elsewhere refuse to go on from words of their own.
const GO_ON = 'Go on exactly where this ends, without repeating it.'
const MAX_TOKENS = 4096

/**
 * A model elsewhere answers, through the gate: the whole conversation with details hidden, put back while it streams. What it
 * took and which rows of the record it made is told however it ends.
 */
export async function* answerElsewhere({ sender, modelFor }: AnswerDeps, routed: Routed, destination: Destination, request: TurnRequest, signal: AbortSignal): AsyncGenerator<TurnEvent, undefined, void> {
  const ending = new AbortController()
  const both = AbortSignal.any([signal, ending.signal])
  const ledgerSeqs: number[] = []
  let bytesOut = 0
  let opened = 0
  let isCounted = false
  let yes: string | null = null
  const sent = (): TurnEvent => ({ type: 'sent', bytesOut, ledgerSeqs: [...ledgerSeqs], yes })
  const usage = (tokensIn: number, tokensOut: number, priceUsd: number | null): { readonly type: 'usage' } & Usage => {
    isCounted = true
    return { type: 'usage', tokensIn, tokensOut, tokensPerSecond: null, firstTokenMs: null, priceUsd, bytesOut, ledgerSeqs: [...ledgerSeqs] }
  }
  try {
    const cloudRequest = toCloudRequest(routed, destination, request, both)
    const answering = withNotices<CloudEvent, TurnEvent>((notify) => {
      const send = sender(routed, {
        feature: request.feature,
        purpose: PURPOSE,
        onAsking: (askId) => notify({ type: 'asking', askId }),
        onYes: (words) => (yes = words),
        onRecorded: (seq, outcome) => {
          ledgerSeqs.push(seq)
          if (outcome === 'open') opened += 1
          notify(sent())
        },
      })
      const counting: SendDraft = async (draft, options) => {
        const before = opened
        try {
          return await send(draft, options)
        } finally {
          // Also when no reply came: what was begun may have left.
          bytesOut += (opened - before) * (draft.body?.length ?? 0)
          notify(sent())
        }
      }
      return modelFor(destination.provider).stream(cloudRequest, counting)
    })
    yield* restored(routed, answering, usage)
    signal.throwIfAborted()
    if (!isCounted) yield usage(0, 0, null)
  } catch (error) {
    if (!isCounted && ledgerSeqs.length > 0) yield usage(0, 0, null)
    if (signal.aborted || opened > 0 || !(error instanceof AppError) || (error.code !== 'KEPT_HERE' && error.code !== 'LOCAL_ONLY')) throw error
    yield { type: 'kept', words: error.message, code: error.code }
  } finally {
    // Also when nobody reads on: the request ends at the gate.
    ending.abort()
  }
  return undefined
}

type Told = (tokensIn: number, tokensOut: number, priceUsd: number | null) => TurnEvent

async function* restored(routed: Routed, answering: AsyncIterable<CloudEvent | TurnEvent>, usage: Told): AsyncGenerator<TurnEvent, undefined, void> {
  const restorers = { delta: routed.restorer(), thinking: routed.restorer() }
  const rest = function* (type: 'delta' | 'thinking'): Generator<TurnEvent, void, void> {
    const text = restorers[type].end()
    if (text !== '') yield { type, text }
  }
  for await (const event of answering) {
    switch (event.type) {
      case 'asking':
      case 'sent':
        yield event
        break
      case 'delta':
      case 'thinking': {
        const text = restorers[event.type].push(event.text)
        // What was held back of thoughts comes before the words that follow them.
        if (event.type === 'delta') yield* rest('thinking')
        if (text !== '') yield { type: event.type, text }
        break
      }
      case 'tool':
        yield { type: 'tool', name: event.name, input: routed.restoreValue(event.input) }
        break
      case 'usage':
        yield usage(event.tokensIn, event.tokensOut, event.priceUsd)
        break
      case 'done':
        yield* rest('thinking')
        yield* rest('delta')
        yield { type: 'done', stopReason: toStopReason(event.stopReason) }
        break
      default:
        break
    }
  }
  return undefined
}

// Each provider has names of its own.
const STOP_REASONS: Readonly<Record<string, 'length' | 'tool' | 'refusal'>> = {
  length: 'length',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool: 'tool',
  tool_use: 'tool',
  tool_calls: 'tool',
  function_call: 'tool',
  refusal: 'refusal',
  content_filter: 'refusal',
}
const toStopReason = (reason: string): 'end' | 'length' | 'tool' | 'refusal' => STOP_REASONS[reason] ?? 'end'

const toCloudRequest = (routed: Routed, destination: Destination, { messages, maxTokens, tools }: TurnRequest, signal: AbortSignal): CloudRequest => {
  if (routed.model === null) throw new AppError('BAD_REQUEST', `No model of ${destination.name} is named.`, { next: 'Name one with the server, or in the request.' })
  const said = toLlmMessages(messages, routed.pieces.map(({ text }) => text))
  const about: readonly LlmMessage[] = routed.map.size > 0 ? [{ role: 'system', text: ABOUT_PLACEHOLDERS }] : []
  const goOn: readonly LlmMessage[] = said.at(-1)?.role === 'assistant' ? [{ role: 'user', text: GO_ON }] : []
  return { destination, model: routed.model, messages: [...about, ...said, ...goOn], ...(tools === undefined ? {} : { tools }), maxTokens: maxTokens ?? MAX_TOKENS, signal }
}
