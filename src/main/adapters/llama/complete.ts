import type { Token } from 'node-llama-cpp'
import type { ChatEvent, CompleteParams } from './calls.ts'
import { grammarFor } from './grammar.ts'
import { textTooLarge } from './model-failures.ts'
import { chooseSampling, samplingOfFile } from './sampling.ts'
import { createStopTexts } from './stop-texts.ts'
import { writeText } from './write-text.ts'
import { createPace, type Writer } from './writer.ts'

// The last token that is written is not read any more; the library rounds a little.
const RESERVED_TOKENS = 4

/** The tokens of a text that is gone on from as it stands, marks of a template among them. */
export const promptTokens = (model: Writer['model'], prompt: string): readonly Token[] => {
  const tokens = model.tokenize(prompt, true)
  const { bos, shouldPrependBosToken } = model.tokens
  return shouldPrependBosToken && bos !== null && tokens[0] !== bos ? [bos, ...tokens] : tokens
}

/** Goes on from a text, told as it is written. */
export const complete = async (deps: Writer & { readonly request: CompleteParams }): Promise<void> => {
  const { llama, model, sequence, contextTokens, request, signal } = deps
  const emit = (event: ChatEvent): void => deps.emit(event)
  const pace = createPace()
  const grammar = request.schema === undefined ? null : await grammarFor(llama, request.schema)
  const tokens = promptTokens(model, request.prompt)
  const roomTokens = contextTokens - RESERVED_TOKENS - tokens.length
  if (roomTokens < 1) throw textTooLarge(tokens.length, contextTokens)
  // Without a single token there is nothing that a word could come out of.
  const read = tokens.length > 0 ? tokens : [model.tokens.bos ?? model.tokens.eos ?? (0 as Token)]
  await deps.readPrompt({
    sequence,
    tokens: read,
    onStart: (reusedTokens) => emit({ type: 'start', promptTokens: tokens.length, reusedTokens, contextTokens }),
    onProgress: () => emit({ type: 'progress' }),
    signal,
  })
  const { stopReason, tokensOut } = await writeText({
    model,
    sequence,
    tokens: read,
    before: tokens,
    maxTokens: Math.min(request.maxTokens ?? roomTokens, roomTokens),
    sampling: chooseSampling(request.sampling ?? {}, samplingOfFile(model)),
    grammar,
    endTokens: new Set(),
    stops: createStopTexts([...(request.stop ?? []), ...(grammar === null ? [] : grammar.stopGenerationTriggers.map(String))]),
    logprobs: request.logprobs ?? null,
    onText: (text, chances) => {
      pace.wrote()
      emit(chances.length === 0 ? { type: 'delta', text } : { type: 'delta', text, chances: [...chances] })
    },
    signal,
  })
  emit(pace.usage(tokens.length, tokensOut))
  emit({ type: 'done', stopReason })
}
