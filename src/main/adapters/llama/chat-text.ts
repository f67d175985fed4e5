import type { ChatHistoryItem, ChatWrapper, LlamaContextSequence, LlamaModel, LlamaText, Token, Tokenizer } from 'node-llama-cpp'
import type { LlmMessage } from '../../core/ports/index.ts'
import { keepWritten } from './keep-written.ts'

/** A chat as the library has it; it ends with the assistant's, empty or to be gone on from. */
export const messagesToHistory = (messages: readonly LlmMessage[]): ChatHistoryItem[] => {
  const history = messages.map(({ role, text }): ChatHistoryItem => (role === 'assistant' ? { type: 'model', response: [text] } : { type: role, text }))
  return history.at(-1)?.type === 'model' ? history : [...history, { type: 'model', response: [] }]
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
