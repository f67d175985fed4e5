import type { Llama, LlamaGrammar } from 'node-llama-cpp'
import { AppError } from '../../../contract/errors.ts'
import { answerSchema } from './json-schema.ts'

/** What binds an answer to a schema; without a word in it, to any object. Rejects with BAD_REQUEST where it cannot be bound. */
export const grammarFor = async (llama: Llama, schema: Readonly<Record<string, unknown>>): Promise<LlamaGrammar> => {
  if (Object.keys(schema).length === 0) return llama.getGrammarFor('json')
  const bound = answerSchema(schema)
  return llama.createGrammarForJsonSchema(bound as { readonly type: 'object' }).catch((cause: unknown) => {
    throw new AppError('BAD_REQUEST', 'An answer cannot be bound to this schema.', { next: 'Ask with a simpler schema.', cause })
  })
}
