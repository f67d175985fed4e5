import type { ModelFile } from '../../../contract/models.ts'
import type { Engines, Llm } from '../../core/ports/index.ts'
import { type CompleteParams, type CountParams, TokensSchema } from './calls.ts'

/** A language model of this machine in a child process; `threads` 0 chooses. */
export const createLlama = (deps: { readonly engines: Engines; readonly threads: () => number }): Llm => {
  const call = (model: ModelFile, method: string, params: unknown, signal: AbortSignal): Promise<unknown> =>
    deps.engines.call({ kind: 'llama', modelPath: model.path, threads: deps.threads() }, { method, params, signal })

  return {
    completeJson: ({ model, system, prompt, schema, maxTokens, signal }) =>
      call(model, 'completeJson', { system, prompt, schema, maxTokens } satisfies CompleteParams, signal),
    countTokens: async (model, text, signal) => TokensSchema.parse(await call(model, 'countTokens', { text } satisfies CountParams, signal)),
    contextTokens: async (model, signal) => TokensSchema.parse(await call(model, 'contextTokens', {}, signal)),
  }
}
