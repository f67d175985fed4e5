import { AppError } from '../../../contract/errors.ts'
import type { AnswerEvent } from '../../../contract/answers.ts'
import type { Destination } from '../../../contract/privacy.ts'
import type { CloudEvent, CloudMessage, CloudModel, SendDraft } from '../ports/index.ts'
import type { Routed, Routing } from '../routing/index.ts'
import type { AnswerRequest, Answers } from './answers.ts'
import { withNotices } from './with-notices.ts'

export interface AnswerDeps {
  readonly route: Routing['route']
  readonly sender: Routing['sender']
  readonly recordKept: Routing['recordKept']
  readonly modelFor: (provider: Destination['provider']) => CloudModel
}

const PURPOSE = 'answer'
const ABOUT_PLACEHOLDERS = 'Words in ‹ › such as ‹Person 1› stand for details that were left out. Where you speak of one, write it exactly as it stands.'

/** Answers a question where the decision says. It says where first, and ends there when it stays on this Mac. */
export const createAnswers = ({ route, sender, recordKept, modelFor }: AnswerDeps): Answers => ({
  ask: async function* ask(request, signal): AsyncGenerator<AnswerEvent, undefined, void> {
    const { feature, pieces, mode, model, chat } = request
    const routed = await route({ pieces, mode, model, chat }, signal)
    yield { type: 'route', decision: routed.decision }
    if (routed.destination === null) {
      // It was meant to go, and was kept: that is a line in the record. That it never was to go is none.
      if (typeof mode === 'object') recordKept(routed, { feature, purpose: PURPOSE })
      return undefined
    }

    const ending = new AbortController()
    const both = AbortSignal.any([signal, ending.signal])
    let bytesOut = 0
    try {
      const answering = withNotices<CloudEvent, AnswerEvent>((notify) => {
        const send = sender(routed, { feature, purpose: PURPOSE, onAsking: (askId) => notify({ type: 'asking', askId }) })
        const counting: SendDraft = (draft, options) => {
          bytesOut += draft.body?.length ?? 0
          return send(draft, options)
        }
        return modelFor(destinationOf(routed).provider).stream(toCloudRequest(routed, request, both), counting)
      })
      const restorer = routed.restorer()
      for await (const event of answering) {
        switch (event.type) {
          case 'asking':
            yield event
            break
          case 'delta': {
            const text = restorer.push(event.text)
            if (text !== '') yield { type: 'delta', text }
            break
          }
          case 'usage':
            yield { type: 'usage', tokensIn: event.tokensIn, tokensOut: event.tokensOut, priceUsd: event.priceUsd, bytesOut }
            break
          case 'done': {
            const rest = restorer.end()
            if (rest !== '') yield { type: 'delta', text: rest }
            yield { type: 'done', stopReason: event.stopReason }
            break
          }
        }
      }
      signal.throwIfAborted()
    } finally {
      // Also when nobody reads on: the request ends at the gate.
      ending.abort()
    }
    return undefined
  },
})

const destinationOf = ({ destination }: Routed): Destination => {
  if (destination === null) throw new AppError('NO_DESTINATION', 'It stays on this Mac, so there is nobody to ask.')
  return destination
}

const toCloudRequest = (routed: Routed, { maxTokens }: AnswerRequest, signal: AbortSignal): Parameters<CloudModel['stream']>[0] => {
  const destination = destinationOf(routed)
  if (routed.model === null) throw new AppError('BAD_REQUEST', `No model of ${destination.name} is named.`, { next: 'Name one with the server, or in the request.' })
  const system: readonly CloudMessage[] = routed.map.size > 0 ? [{ role: 'system', text: ABOUT_PLACEHOLDERS }] : []
  return { destination, model: routed.model, messages: [...system, { role: 'user', text: routed.pieces.map(({ text }) => text).join('\n\n') }], maxTokens, signal }
}
