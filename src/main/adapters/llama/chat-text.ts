import type { ChatHistoryItem, ChatModelFunctionCall, ChatModelFunctions, ChatModelResponse, ChatWrapper, GbnfJsonSchema, LlamaContextSequence, LlamaModel, LlamaText, Token, Tokenizer } from 'node-llama-cpp'
import { AppError } from '../../../contract/errors.ts'
import type { LlmTool, LlmTurn } from '../../core/ports/index.ts'
import { toolSchema } from './json-schema.ts'
import { keepWritten } from './keep-written.ts'

type ModelItem = ChatModelResponse['response'][number]

/**
 * A chat as the library has it; it ends with the assistant's, empty or to be gone on from. Calls and what came of them are part of what
 * the assistant said, for it goes on after them.
 */
export const turnsToHistory = (turns: readonly LlmTurn[]): ChatHistoryItem[] => {
  const history: ChatHistoryItem[] = []
  let waiting: ChatModelFunctionCall[] = []
  const model = (...items: ModelItem[]): void => {
    const last = history.at(-1)
    if (last?.type === 'model') last.response.push(...items)
    else history.push({ type: 'model', response: items })
  }
  for (const turn of turns) {
    if (turn.role === 'tool') {
      const at = waiting.findIndex(({ name }) => name === turn.name)
      const [call] = waiting.splice(Math.max(0, at), 1)
      if (call === undefined) throw new AppError('BAD_REQUEST', `What came of “${turn.name}” stands where nothing was called.`, { next: 'Send the call before its result.' })
      call.result = parsed(turn.text)
    } else if ('calls' in turn) {
      waiting = turn.calls.map(({ name, input }, at) => ({ type: 'functionCall', name, params: input ?? {}, result: '', startsNewChunk: at === 0 }))
      model(...(turn.text === '' ? [] : [turn.text]), ...waiting)
    } else if (turn.role === 'assistant') model(turn.text)
    else history.push({ type: turn.role, text: turn.text })
  }
  return history.at(-1)?.type === 'model' ? history : [...history, { type: 'model', response: [] }]
}

// Most results are JSON, which would be read as a text with a backslash before each quote.
const parsed = (text: string): unknown => {
  try {
    return /^\s*[[{]/.test(text) ? (JSON.parse(text) as unknown) : text
  } catch {
    return text
  }
}

/** Tools as the library has them; none is undefined. */
export const toFunctions = (tools: readonly LlmTool[]): ChatModelFunctions | undefined =>
  tools.length === 0 ? undefined : Object.fromEntries(tools.map(({ name, description, inputSchema }) => [name, { description, params: toolSchema(inputSchema) as GbnfJsonSchema }]))

/** The same wrapper for a model that has to call a function: it begins with the call. */
export const forceCall = (wrapper: ChatWrapper): ChatWrapper => {
  const generateContextState: ChatWrapper['generateContextState'] = (options) => {
    const { contextText, stopGenerationTriggers } = wrapper.generateContextState(options)
    return { contextText, stopGenerationTriggers, functionCall: { initiallyEngaged: true, disengageInitiallyEngaged: [] } }
  }
  return Object.create(wrapper, { generateContextState: { value: generateContextState } }) as ChatWrapper
}

/**
 * The model's own wrapper, but for texts that the model has written itself in this sequence: those are read in the tokens that were
 * written, so that they are known already. What was rendered last is not taken apart twice.
 */
export const rememberWritten = (wrapper: ChatWrapper, model: LlamaModel, sequence: LlamaContextSequence): ChatWrapper => {
  const written = [...sequence.contextTokens]
  const texts = {
    isMark: (token: Token) => model.isSpecialToken(token) || model.isEogToken(token),
    textOf: (tokens: readonly Token[], before: readonly Token[]) => model.detokenize(tokens, false, before),
  }
  let last: { readonly text: LlamaText; readonly tokens: readonly Token[] } | null = null
  const tokenize = (text: LlamaText, tokenizer: Tokenizer): Token[] => {
    if (last === null || !last.text.compare(text)) last = { text, tokens: keepWritten(written, text.tokenize(tokenizer), texts) }
    return [...last.tokens]
  }
  const generateContextState: ChatWrapper['generateContextState'] = (options) => {
    const state = wrapper.generateContextState(options)
    const { contextText } = state
    const remembered = Object.create(contextText, { tokenize: { value: (tokenizer: Tokenizer) => tokenize(contextText, tokenizer) } }) as LlamaText
    return { ...state, contextText: remembered }
  }
  return Object.create(wrapper, { generateContextState: { value: generateContextState } }) as ChatWrapper
}
