import { AppError } from '../../../contract/errors.ts'
import type { AnswerEvent } from '../../../contract/answers.ts'
import type { ModelFile } from '../../../contract/models.ts'
import { toLlmMessages } from '../lib/to-llm-messages.ts'
import type { LlmMessage } from '../ports/index.ts'
import type { Routed } from '../routing/index.ts'
import { answerElsewhere } from './answer-elsewhere.ts'
import { answerHere } from './answer-here.ts'
import type { Answers, AnswerTurn, TurnEvent, TurnRequest } from './answers.ts'
import { PURPOSE } from './deps.ts'
import type { AnswerDeps } from './deps.ts'
import { answerRoom, measure } from './measure.ts'
import type { Measured } from './measure.ts'
import { isTooLong, toOffer } from './offer.ts'
import { planParts } from './plan-parts.ts'
import type { PartsPlan } from './plan-parts.ts'
import { readParts } from './read-parts.ts'
import { keptToWords } from './words.ts'

/** Answers turns and questions where the decision says, and says where first. */
export const createAnswers = (deps: AnswerDeps): Answers => {
  const answer: AnswerTurn = async function* answer(request, signal) {
    const task = await prepare(deps, request, signal)
    const { routed, model, messages, plan } = task
    const place = typeof request.mode === 'string' && routed.decision.where === 'ask' ? null : routed.destination
    const isKept = place === null && typeof request.mode === 'object'
    yield {
      type: 'route',
      decision: routed.decision,
      labels: routed.labels,
      zone: place === null ? 'mac' : routed.zone,
      destination: place?.name ?? null,
      model: place !== null ? routed.model : isKept ? null : (model?.id ?? null),
      hiddenCount: place === null ? 0 : routed.hiddenCount,
      foundCount: routed.foundCount,
      parts: plan?.parts.length ?? null,
    }
    if (place !== null) yield* answerElsewhere(deps, routed, place, request, signal)
    else if (isKept) yield* keep(deps, routed, request)
    else if (model !== null && plan !== null) yield* answerHere(deps, model, yield* readParts(deps, model, plan, signal), request, signal)
    else if (model !== null && task.measured !== null && !isTooLong(task.measured) && routed.decision.where !== 'ask') yield* answerWhole(deps, { ...task, model, request }, messages, signal)
    else yield { type: 'offer', offer: await toOffer(deps, { ...task, request }, signal) }
    return undefined
  }

  return {
    answer,
    ask: async function* ask({ pieces, chat, ...request }, signal): AsyncGenerator<AnswerEvent, undefined, void> {
      for await (const event of answer({ ...request, messages: [{ role: 'user', pieces }], chat: chat ?? null }, signal)) {
        const told = toAnswerEvent(event)
        if (told !== null) yield told
      }
      return undefined
    },
  }
}

interface Task {
  readonly model: ModelFile | null
  readonly messages: readonly LlmMessage[]
  /** Null where there is no model here, or another was named. */
  readonly measured: Measured | null
  readonly plan: PartsPlan | null
  readonly routed: Routed
}

const prepare = async (deps: AnswerDeps, request: TurnRequest, signal: AbortSignal): Promise<Task> => {
  const { llm } = deps
  const { mode, chat, carried, hard } = request
  const isHere = typeof mode === 'string'
  const model = isHere && request.model !== undefined ? named(deps, request.model) : deps.localModel()
  const messages = toLlmMessages(request.messages)
  const measured = isHere && model !== null ? await measure(llm, model, messages, signal) : null
  const plan = request.inParts === true && model !== null && measured !== null && isTooLong(measured) ? await planParts(llm, model, request.messages, measured.holds, signal) : null
  const facts = measured?.facts ?? (model && llm.facts(model))
  const routed = await deps.route(
    {
      pieces: request.messages.flatMap(({ pieces }) => pieces),
      mode: request.inParts === true && isHere ? 'local-only' : mode,
      model: isHere ? undefined : request.model,
      chat: chat ?? undefined,
      carried,
      tokens: measured?.tokens,
      hard,
      // A prompt that leaves no room for an answer does not fit.
      local: facts && { ...facts, contextTokens: measured === null ? facts.contextTokens : measured.holds - answerRoom(measured.holds) },
    },
    signal,
  )
  return { model, messages, measured, plan, routed }
}

const named = ({ findModel }: AnswerDeps, idOrPath: string): ModelFile => {
  const model = findModel(idOrPath)
  if (model?.kind !== 'language') throw new AppError('NO_MODEL', `No language model on this Mac is named “${idOrPath}”.`, { next: 'Choose one of those that the list of models shows.' })
  return model
}

/** Answers here; where the model itself finds it too long, after all, that is an offer. */
async function* answerWhole(deps: AnswerDeps, task: Task & { readonly model: ModelFile; readonly request: TurnRequest }, messages: readonly LlmMessage[], signal: AbortSignal): AsyncGenerator<TurnEvent, undefined, void> {
  const { model, measured, request } = task
  let hasBegun = false
  try {
    for await (const event of answerHere(deps, model, messages, request, signal)) {
      hasBegun = true
      yield event
    }
  } catch (error) {
    if (hasBegun || measured === null || !(error instanceof AppError) || error.code !== 'TOO_LARGE') throw error
    const exact: Measured = { facts: deps.llm.facts(model), tokens: await deps.llm.countChat(model, messages, signal), holds: await deps.llm.contextTokens(model, signal) }
    yield { type: 'offer', offer: await toOffer(deps, { ...task, measured: exact, isRefused: true }, signal) }
  }
  return undefined
}

/** It was meant to go, and was kept: that is a line in the record. That it never was to go is none. */
function* keep({ recordKept, neverBecause }: AnswerDeps, routed: Routed, { feature }: TurnRequest): Generator<TurnEvent, void, void> {
  const seq = recordKept(routed, { feature, purpose: PURPOSE })
  yield { type: 'usage', tokensIn: 0, tokensOut: 0, tokensPerSecond: null, firstTokenMs: null, priceUsd: null, bytesOut: 0, ledgerSeqs: seq === null ? [] : [seq] }
  yield { type: 'kept', words: keptToWords(routed, neverBecause(routed)), code: routed.decision.reasons[0]?.rule === 'local-only' ? 'LOCAL_ONLY' : 'KEPT_HERE' }
}

const toAnswerEvent = (event: TurnEvent): AnswerEvent | null => {
  switch (event.type) {
    case 'route':
      return { type: 'route', decision: event.decision, zone: event.zone, destination: event.destination, model: event.model, parts: event.parts }
    case 'usage':
      return { type: 'usage', tokensIn: event.tokensIn, tokensOut: event.tokensOut, tokensPerSecond: event.tokensPerSecond, priceUsd: event.priceUsd, bytesOut: event.bytesOut, ledgerSeqs: [...event.ledgerSeqs] }
    case 'prompt':
    case 'sent':
    case 'tool':
      return null
    default:
      return event
  }
}
