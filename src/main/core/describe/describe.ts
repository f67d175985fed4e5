import type { ModelFile } from '../../../contract/models.ts'

export interface Description {
  readonly title: string
  /** At most three sentences. */
  readonly summary: string
  readonly actions: readonly string[]
  /** Without `#`; tags the vault already uses come first. */
  readonly tags: readonly string[]
}

/** Names and sums up a transcript with the language model; what it says is data and is checked by schema. */
export type DescribeTranscript = (request: {
  readonly model: ModelFile
  readonly text: string
  readonly language: string
  readonly tagsInUse: readonly string[]
  readonly signal: AbortSignal
}) => Promise<Description>
