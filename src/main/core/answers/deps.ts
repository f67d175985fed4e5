import type { ModelFile } from '../../../contract/models.ts'
import type { Destination } from '../../../contract/privacy.ts'
import type { Sampling } from '../../../contract/settings.ts'
import type { CloudModel, Llm } from '../ports/index.ts'
import type { Routing } from '../routing/index.ts'

export interface AnswerDeps extends Pick<Routing, 'route' | 'sender' | 'recordKept' | 'neverBecause' | 'destinations'> {
  readonly modelFor: (provider: Destination['provider']) => CloudModel
  readonly llm: Pick<Llm, 'chat' | 'countChat' | 'countTokens' | 'contextTokens' | 'facts'>
  /** The language model on this Mac that answers; null when there is none. */
  readonly localModel: () => ModelFile | null
  /** By id or path. */
  readonly findModel: (idOrPath: string) => ModelFile | null
  readonly sampling: (modelId: string) => Sampling | undefined
  readonly newId: () => string
}

/** What an answer is for, as the record has it. */
export const PURPOSE = 'answer'
