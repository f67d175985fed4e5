import { AppError } from '../../../contract/errors.ts'
import { OllamaGenerateRequestSchema, type OllamaGenerateAnswer } from '../../../contract/ollama.ts'
import type { LlmTurn } from '../../core/ports/index.ts'
import { toLogprobs, type OllamaPiece } from './ollama-answer.ts'
import { answerEvents, answerNothing, toHead } from './ollama-ask.ts'
import { readFormat, readKeepAlive, readLogprobs, readOptions, readThink, refuseImages } from './ollama-options.ts'
import { findForTask } from './ollama-names.ts'
import { readBody } from './ollama-route.ts'
import type { ApiContext } from './route.ts'

/** `/api/generate`: one question in the model's template, or with `raw` a text that goes on as it stands. */
export const generate = async (context: ApiContext): Promise<void> => {
  const asked = await readBody(context, OllamaGenerateRequestSchema)
  const startedMs = performance.now()
  const { id } = findForTask(context.work, asked.model, 'generate')
  refuseImages(asked.images)
  refuseOther(asked)
  const options = readOptions(asked.options)
  const keepAliveMinutes = readKeepAlive(asked.keep_alive)
  const stream = asked.stream !== false
  const toAnswer = (piece: OllamaPiece): OllamaGenerateAnswer => ({
    ...toHead(asked.model, piece),
    response: piece.text,
    ...(piece.thinking !== '' && { thinking: piece.thinking }),
    ...toLogprobs(piece.chances),
  })
  const prompt = asked.prompt ?? ''
  if (prompt === '') return answerNothing(context, { stream, startedMs, model: id, contextTokens: options.contextTokens, keepAliveMinutes, toAnswer })
  const common = { model: id, ...options, keepAliveMinutes, schema: readFormat(asked.format), logprobs: readLogprobs(asked), signal: context.signal }
  const events =
    asked.raw === true
      ? context.work.complete(context.caller, { ...common, prompt })
      : context.work.chat(context.caller, { ...common, messages: toMessages(asked.system ?? '', prompt), thinking: readThink(asked.think) })
  await answerEvents(context, stream, startedMs, events, toAnswer)
}

const toMessages = (system: string, prompt: string): readonly LlmTurn[] => [...(system === '' ? [] : [{ role: 'system' as const, text: system }]), { role: 'user', text: prompt }]

const refuseOther = ({ suffix, template, context, raw, system }: {
  readonly suffix?: string | null | undefined
  readonly template?: string | null | undefined
  readonly context?: readonly unknown[] | null | undefined
  readonly raw?: boolean | null | undefined
  readonly system?: string | null | undefined
}): void => {
  if (!isEmpty(suffix)) throw new AppError('BAD_REQUEST', 'A text cannot be filled in before a suffix here.', { next: 'Ask without suffix.' })
  if (!isEmpty(template)) throw new AppError('BAD_REQUEST', 'A model is asked in its own template here.', { next: 'Ask without template, or with raw.' })
  if (!isEmpty(context)) throw new AppError('BAD_REQUEST', 'What was said before is not kept as numbers here.', { next: 'Ask /api/chat with the messages, and without context.' })
  if (raw === true && !isEmpty(system)) throw new AppError('BAD_REQUEST', 'With raw the prompt is all there is.', { next: 'Ask without system, or write it into the prompt.' })
}

const isEmpty = (value: { readonly length: number } | null | undefined): boolean => value == null || value.length === 0
