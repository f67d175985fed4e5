import { AppError } from '../../../contract/errors.ts'
import type { Piece } from '../../../contract/answers.ts'
import type { TurnEvent, TurnMessage } from '../answers/index.ts'
import type { ApiCaller, ApiChatRequest, LlmEvent, LlmTurn } from '../ports/index.ts'
import type { LocalApiDeps } from './deps.ts'
import type { Named } from './seen-models.ts'

/** A model elsewhere answers an app, as it would answer the person: by policy, through the gate, with a record. What it sends came from a tool. */
export async function* chatElsewhere(
  { answer }: Pick<LocalApiDeps, 'answer'>,
  caller: ApiCaller,
  { destination, model }: Extract<Named, { type: 'elsewhere' }>,
  request: ApiChatRequest,
): AsyncGenerator<LlmEvent, undefined, void> {
  refuseWhatIsNotPassedOn(request, destination)
  const turn = {
    feature: 'api',
    messages: request.messages.map((message) => toTurnMessage(message, caller.name)),
    mode: { destination },
    model,
    chat: null,
    maxTokens: request.maxTokens,
    tools: request.toolChoice === 'none' ? undefined : request.tools,
  }
  for await (const event of answer(turn, request.signal)) {
    const told = toLlmEvent(event)
    if (told !== null) yield told
  }
  return undefined
}

// An answer that is not what was asked for, and looks as if it were, is worse than none.
const refuseWhatIsNotPassedOn = ({ schema, logprobs, stop, toolChoice }: ApiChatRequest, destination: string): void => {
  const asked = [
    [schema !== undefined, 'bound to a schema'],
    [logprobs !== undefined, 'told with probabilities'],
    [(stop ?? []).length > 0, 'ended before given words'],
    [toolChoice === 'required' || typeof toolChoice === 'object', 'made to call a tool'],
  ] as const
  const first = asked.find(([isAsked]) => isAsked)
  if (first) throw new AppError('BAD_REQUEST', `An answer of ${destination} cannot be ${first[1]} here.`, { next: 'Leave that out, or use a model on this computer.' })
}

const toTurnMessage = (turn: LlmTurn, app: string): TurnMessage => {
  const piece = (text: string): Piece => ({ title: app, text, origin: 'tool' })
  if (turn.role === 'tool') return { role: 'user', pieces: [piece(`What ${turn.name} gave:\n${turn.text}`)] }
  if (!('calls' in turn)) return { role: turn.role, pieces: [piece(turn.text)] }
  const calls = turn.calls.map(({ name, input }) => `Called ${name}: ${JSON.stringify(input)}`)
  return { role: 'assistant', pieces: [piece([turn.text, ...calls].filter((text) => text !== '').join('\n'))] }
}

const toLlmEvent = (event: TurnEvent): LlmEvent | null => {
  switch (event.type) {
    case 'prompt':
      return { type: 'start', promptTokens: event.tokens, reusedTokens: 0, contextTokens: event.contextTokens }
    case 'delta':
    case 'thinking':
      return { type: event.type, text: event.text }
    case 'tool':
      return { type: 'tool', name: event.name, input: event.input }
    case 'usage':
      return { type: 'usage', tokensIn: event.tokensIn, tokensOut: event.tokensOut, firstTokenMs: event.firstTokenMs ?? 0, tokensPerSecond: event.tokensPerSecond ?? 0 }
    case 'done':
      return { type: 'done', stopReason: event.stopReason === 'refusal' ? 'end' : event.stopReason }
    case 'kept':
      throw new AppError(event.code, event.words, { next: 'Use a model on this computer, or change the rule under Privacy.' })
    case 'offer':
      throw new AppError('KEPT_HERE', 'Policy keeps this on this computer.', { next: 'Use a model on this computer, or change the rule under Privacy.' })
    case 'route':
    case 'asking':
    case 'sent':
      return null
  }
}
