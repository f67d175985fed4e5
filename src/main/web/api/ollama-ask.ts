import type { LlmEvent } from '../../core/ports/index.ts'
import { gather, toNanoseconds, toPieces, type OllamaEnd, type OllamaPiece } from './ollama-answer.ts'
import { answerValue, streamLines } from './ollama-route.ts'
import type { ApiContext } from './route.ts'

/** Answers a chat or a prompt: line by line, or at once. `toAnswer` puts a piece into the words of the way that was asked. */
export const answerEvents = async (context: ApiContext, stream: boolean, startedMs: number, events: AsyncIterable<LlmEvent>, toAnswer: (piece: OllamaPiece) => unknown): Promise<void> => {
  const pieces = toPieces(events, startedMs)
  if (stream) await streamLines(context, mapped(pieces, toAnswer))
  else answerValue(context, toAnswer(await gather(pieces)))
}

/** Loads a model, or with a stay of 0 takes it out of memory: what a request without words is for. */
export const answerNothing = async (
  context: ApiContext,
  { stream, startedMs, model, contextTokens, keepAliveMinutes, toAnswer }: {
    readonly stream: boolean
    readonly startedMs: number
    readonly model: string
    readonly contextTokens: number | undefined
    readonly keepAliveMinutes: number | undefined
    readonly toAnswer: (piece: OllamaPiece) => unknown
  },
): Promise<void> => {
  const { work, caller, signal } = context
  if (keepAliveMinutes === 0) await work.unload(caller, model)
  else await work.load(caller, model, { contextTokens, keepAliveMinutes }, signal)
  const tookNanoseconds = toNanoseconds(performance.now() - startedMs)
  const end: OllamaEnd = keepAliveMinutes === 0 ? { done_reason: 'unload' } : { done_reason: 'load', total_duration: tookNanoseconds, load_duration: tookNanoseconds }
  const answer = toAnswer({ text: '', thinking: '', calls: [], chances: [], end })
  if (stream) await streamLines(context, [answer])
  else answerValue(context, answer)
}

/** What is told of every piece. */
export const toHead = (model: string, { end }: OllamaPiece) => ({ model, created_at: new Date().toISOString(), done: end !== null, ...end })

async function* mapped(pieces: AsyncIterable<OllamaPiece>, toAnswer: (piece: OllamaPiece) => unknown): AsyncGenerator<unknown, undefined, void> {
  for await (const piece of pieces) yield toAnswer(piece)
}
