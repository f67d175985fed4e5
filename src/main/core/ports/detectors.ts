import type { Detail, Topic } from '../../../contract/privacy.ts'

export interface Detection {
  readonly details: readonly Detail[]
  /** Names of the people list that the text speaks of, as the list has them. */
  readonly people: readonly string[]
}

/**
 * Finds details by rule, away from the host's own thread, and is ended when it takes too long (200 ms a text of usual size).
 * `null` means that it failed, was late or is missing, which makes the content more private, never less. Does not reject, but
 * for AbortError.
 */
export type DetectDetails = (texts: readonly string[], signal: AbortSignal) => Promise<readonly (Detection | null)[]>

/** Topics by the model on this Mac; null where there is none or it failed. Optional, and only ever raising. */
export type DetectTopics = (text: string, signal: AbortSignal) => Promise<readonly Topic[] | null>

/** Somebody in the vault's people list: the note's title, and the `aliases` in its frontmatter. */
export interface Person {
  readonly name: string
  readonly aliases: readonly string[]
}
