import type { ChatModelFunctions, ChatWrapper, LlamaModel, Token } from 'node-llama-cpp'
import type { ChatEvent, ChatParams } from './calls.ts'
import { forceCall, rememberWritten, toFunctions, turnsToHistory } from './chat-text.ts'
import { answerFreely } from './answer-freely.ts'
import { grammarFor } from './grammar.ts'
import { chatTooLarge, noSuchTool } from './model-failures.ts'
import { chooseSampling, samplingOfFile } from './sampling.ts'
import { createStopTexts } from './stop-texts.ts'
import { think } from './think.ts'
import { writeText } from './write-text.ts'
import { createPace, type Writer } from './writer.ts'

// A wrapper may put a few marks of its own between what is read and what is written.
const RESERVED_TOKENS = 16

/** One answer of a chat, told as it is written; the sequence keeps what was read and written. */
export const chat = async (deps: Writer & { readonly wrapper: ChatWrapper; readonly request: ChatParams }): Promise<void> => {
  const { llama, model, sequence, contextTokens, request, signal } = deps
  const pace = createPace()
  const emit = (event: ChatEvent): void => deps.emit(event)
  const history = turnsToHistory(request.messages)
  const tools = toolsFor(request)
  const isForced = tools !== undefined && (request.toolChoice === 'required' || typeof request.toolChoice === 'object')
  const wrapper = rememberWritten(isForced ? forceCall(deps.wrapper) : deps.wrapper, model, sequence)
  const render = () => wrapper.generateContextState({ chatHistory: history, ...(tools === undefined ? {} : { availableFunctions: tools, documentFunctionParams: true }) })
  const grammar = request.schema === undefined ? null : await grammarFor(llama, request.schema)
  const { contextText, stopGenerationTriggers } = render()
  const tokens = contextText.tokenize(model.tokenizer)
  const roomTokens = contextTokens - RESERVED_TOKENS - tokens.length
  if (roomTokens < 1) throw chatTooLarge(tokens.length, contextTokens)
  const onProgress = (): void => emit({ type: 'progress' })
  const read = (wanted: readonly Token[], onStart: (reusedTokens: number) => void): Promise<void> => deps.readPrompt({ sequence, tokens: wanted, onStart, onProgress, signal })
  await read(tokens, (reusedTokens) => emit({ type: 'start', promptTokens: tokens.length, reusedTokens, contextTokens }))

  const maxTokens = Math.min(request.maxTokens ?? roomTokens, roomTokens)
  const sampling = chooseSampling(request.sampling ?? {}, samplingOfFile(model))
  const stops = createStopTexts([...(request.stop ?? []), ...(grammar === null ? [] : grammar.stopGenerationTriggers.map(String))])
  const onText: Parameters<typeof writeText>[0]['onText'] = (text, chances) => {
    pace.wrote()
    emit(chances.length === 0 ? { type: 'delta', text } : { type: 'delta', text, chances: [...chances] })
  }
  const onThinking = (text: string): void => {
    pace.wrote()
    emit({ type: 'thinking', text })
  }
  const goesOn = request.messages.at(-1)?.role === 'assistant'
  const thinks = wrapper.settings.segments?.thought !== undefined
  const shared = { model, sequence, wrapper, history, sampling, maxTokens, signal }

  const answered = await (async () => {
    // The library binds from the first token on, or tells no chances: there a loop of our own writes.
    if (grammar === null && (request.logprobs === undefined || tools !== undefined || thinks)) {
      return answerFreely({ ...shared, tools, isForced, mayThink: request.thinking !== false, before: goesOn ? tokens : null, stops, onText: (text) => onText(text, []), onThinking })
    }
    const thought = thinks && request.thinking !== false && !goesOn ? await think({ ...shared, onThinking }) : null
    const wanted = thought === null ? tokens : render().contextText.tokenize(model.tokenizer)
    if (thought !== null) await read(wanted, () => undefined)
    const thoughtTokens = thought?.tokensOut ?? 0
    if (thoughtTokens >= maxTokens) return { stopReason: 'length', tokensOut: thoughtTokens, calls: [] } as const
    const written = await writeText({
      model,
      sequence,
      tokens: wanted,
      before: goesOn ? tokens : [],
      maxTokens: Math.min(maxTokens - thoughtTokens, contextTokens - RESERVED_TOKENS - wanted.length),
      sampling,
      grammar,
      endTokens: endTokensOf(model, stopGenerationTriggers),
      stops,
      logprobs: request.logprobs ?? null,
      onText,
      signal,
    })
    return { ...written, tokensOut: written.tokensOut + thoughtTokens, calls: [] }
  })()

  for (const { name, input } of answered.calls) emit({ type: 'tool', name, input })
  emit(pace.usage(tokens.length, answered.tokensOut))
  emit({ type: 'done', stopReason: answered.calls.length > 0 ? 'tool' : answered.stopReason })
}

/** A schema says what the answer is, so there is nothing left to call. */
const toolsFor = ({ schema, tools = [], toolChoice }: ChatParams): ChatModelFunctions | undefined => {
  if (schema !== undefined || toolChoice === 'none') return undefined
  if (typeof toolChoice !== 'object') return toFunctions(tools)
  const named = tools.filter(({ name }) => name === toolChoice.name)
  if (named.length === 0) throw noSuchTool(toolChoice.name)
  return toFunctions(named)
}

/** Tokens that end a turn, beside the model's own end. */
const endTokensOf = (model: LlamaModel, triggers: readonly { tokenize(tokenizer: LlamaModel['tokenizer']): Token[] }[]): ReadonlySet<Token> =>
  new Set(
    triggers.flatMap((trigger) => {
      const tokens = trigger.tokenize(model.tokenizer)
      return tokens.length === 1 ? tokens : []
    }),
  )
