import { AppError } from '../../../contract/errors.ts'
import type { LlmEvent, LlmTokenChance } from '../../core/ports/index.ts'

/** A piece of an answer, before it is put into the words of one of the two ways to ask. */
export interface OllamaPiece {
  readonly text: string
  readonly thinking: string
  readonly calls: readonly { readonly name: string; readonly input: unknown }[]
  readonly chances: readonly LlmTokenChance[]
  /** Of the last piece: how it ended, and the figures. */
  readonly end: OllamaEnd | null
}

export interface OllamaEnd {
  readonly done_reason: 'stop' | 'length' | 'load' | 'unload'
  readonly total_duration?: number
  readonly load_duration?: number
  readonly prompt_eval_count?: number
  readonly prompt_eval_duration?: number
  readonly eval_count?: number
  readonly eval_duration?: number
}

const NOTHING: OllamaPiece = { text: '', thinking: '', calls: [], chances: [], end: null }

/** Turns what the engine tells into pieces, and times it. `startedMs` is when the request was understood, by `performance.now()`. */
export async function* toPieces(events: AsyncIterable<LlmEvent>, startedMs: number): AsyncGenerator<OllamaPiece, undefined, void> {
  let countedMs: number | null = null
  let firstMs: number | null = null
  let promptTokens = 0
  let usage: Extract<LlmEvent, { type: 'usage' }> | null = null
  let ended = false
  for await (const event of events) {
    const nowMs = performance.now()
    if (event.type === 'start') {
      countedMs = nowMs
      promptTokens = event.promptTokens
    } else if (event.type === 'usage') usage = event
    else if (event.type === 'done') {
      ended = true
      const readFromMs = countedMs ?? startedMs
      const readToMs = firstMs ?? nowMs
      const writtenMs = usage !== null && usage.tokensPerSecond > 0 ? (usage.tokensOut / usage.tokensPerSecond) * 1000 : nowMs - readToMs
      yield {
        ...NOTHING,
        end: {
          done_reason: event.stopReason === 'length' ? 'length' : 'stop',
          total_duration: toNanoseconds(nowMs - startedMs),
          load_duration: toNanoseconds(readFromMs - startedMs),
          prompt_eval_count: usage?.tokensIn ?? promptTokens,
          prompt_eval_duration: toNanoseconds(readToMs - readFromMs),
          eval_count: usage?.tokensOut ?? 0,
          eval_duration: toNanoseconds(writtenMs),
        },
      }
    } else {
      firstMs ??= nowMs
      if (event.type === 'delta') yield { ...NOTHING, text: event.text, chances: event.chances ?? [] }
      else if (event.type === 'thinking') yield { ...NOTHING, thinking: event.text }
      else yield { ...NOTHING, calls: [{ name: event.name, input: event.input }] }
    }
  }
  if (!ended) throw new AppError('CUT_OFF', 'The answer broke off.', { next: 'Ask again.' })
}

/** All of an answer in one piece. */
export const gather = async (pieces: AsyncIterable<OllamaPiece>): Promise<OllamaPiece> => {
  const texts: string[] = []
  const thoughts: string[] = []
  const calls: OllamaPiece['calls'][number][] = []
  const chances: LlmTokenChance[] = []
  let end: OllamaEnd | null = null
  for await (const piece of pieces) {
    texts.push(piece.text)
    thoughts.push(piece.thinking)
    calls.push(...piece.calls)
    chances.push(...piece.chances)
    end = piece.end ?? end
  }
  return { text: texts.join(''), thinking: thoughts.join(''), calls, chances, end }
}

/** How likely the tokens were, as Ollama tells it; nothing where none were asked for. */
export const toLogprobs = (chances: readonly LlmTokenChance[]) =>
  chances.length === 0 ? {} : { logprobs: chances.map(({ others, ...token }) => ({ ...toChance(token), ...(others.length > 0 && { top_logprobs: others.map(toChance) }) })) }

const toChance = ({ text, logprob }: { readonly text: string; readonly logprob: number }) => ({ token: text, logprob, bytes: [...Buffer.from(text)] })

/** Whole nanoseconds, never less than none. */
export const toNanoseconds = (ms: number): number => Math.max(0, Math.round(ms * 1e6))
