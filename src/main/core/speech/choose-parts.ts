import type { ModelFile } from '../../../contract/models.ts'
import type { Span } from '../ports/index.ts'
import { LONGEST_PART_SECONDS } from './tidy-spans.ts'

// The smallest of OpenAI's models, quantised, takes 25 MB. What is smaller was trained on single sentences.
const LEAST_BYTES_FOR_MANY_SENTENCES = 20_000_000
const LONGEST_PAUSE_SECONDS = 2

/**
 * What an engine hears at once. Every look costs a large model the same, and it hears better in context: neighbours are
 * joined up to one look, with the pause between them as it was recorded. A tiny model hears one span at a time.
 */
export const chooseParts = (spans: readonly Span[], { sizeBytes }: Pick<ModelFile, 'sizeBytes'>): readonly Span[] => {
  if (sizeBytes < LEAST_BYTES_FOR_MANY_SENTENCES) return spans
  const parts: Span[] = []
  for (const span of spans) {
    const last = parts.at(-1)
    const fits = last !== undefined && span.startSeconds - last.endSeconds <= LONGEST_PAUSE_SECONDS && span.endSeconds - last.startSeconds <= LONGEST_PART_SECONDS
    if (fits) parts[parts.length - 1] = { startSeconds: last.startSeconds, endSeconds: span.endSeconds }
    else parts.push(span)
  }
  return parts
}
