import type { ApiSettings } from '../../../contract/local-api.ts'
import type { CatalogueModel, ModelFile } from '../../../contract/models.ts'
import type { Offer } from '../../../contract/chat.ts'
import type { AnswerTurn } from '../answers/index.ts'
import type { Downloads } from '../downloads/index.ts'
import type { Memos } from '../memos/index.ts'
import type { ApiClientStore, Clock, Engines, Llm, Log, ReadModelShape } from '../ports/index.ts'

/** What the local API needs from elsewhere. */
export interface LocalApiDeps {
  readonly store: ApiClientStore
  readonly settings: () => ApiSettings
  readonly onSettingsChange: (listener: () => void) => () => void
  /** Rejects UNSUPPORTED where there is no clipboard. */
  readonly copyToClipboard: (text: string) => Promise<void>
  readonly newId: () => string
  readonly llm: Pick<Llm, 'chat' | 'complete' | 'embed' | 'facts'>
  readonly engines: Pick<Engines, 'states'>
  readonly models: {
    found(): readonly ModelFile[]
    remove(id: string): Promise<void>
    unload(id: string): Promise<void>
  }
  /** Ids of the models that do the tasks now: they come first in what apps see. */
  readonly inUse: () => readonly (string | null)[]
  readonly catalogue: () => readonly Pick<CatalogueModel, 'id' | 'source' | 'fileName' | 'sizeBytes' | 'sha256' | 'licence'>[]
  readonly readShape: ReadModelShape
  readonly fileTimeMs: (path: string) => number
  /** Servers that policy would let what apps send go to, after a yes at most. */
  readonly destinations: () => Offer['destinations']
  readonly answer: AnswerTurn
  readonly transcribeFile: Memos['transcribeFile']
  readonly downloads: Pick<Downloads, 'pull' | 'pause' | 'list' | 'onChange'>
  readonly clock: Clock
  readonly log: Log
}
