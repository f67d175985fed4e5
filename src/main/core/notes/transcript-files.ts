import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import { MemoIdSchema, SegmentSchema, VersionIdSchema } from '../../../contract/memos.ts'
import type { MemoId, VersionId } from '../../../contract/memos.ts'
import type { StoredVersion } from './memo-notes.ts'

/** Found by its name alone, wherever the person moves it. */
export const transcriptName = (memoId: MemoId, versionId: VersionId): string => `${memoId}.v${versionId}.transcript.json`
export const confirmedName = (memoId: MemoId, versionId: VersionId): string => `${memoId}.v${versionId}.confirmed.json`

const StoredVersionSchema = z.object({
  memoId: MemoIdSchema,
  versionId: VersionIdSchema,
  engine: z.string(),
  model: z.string(),
  demo: z.boolean(),
  language: z.string(),
  madeAt: z.string(),
  durationSeconds: z.number(),
  speechSeconds: z.number(),
  segments: z.array(SegmentSchema),
})

const ConfirmedSchema = z.object({ confirmedStartSeconds: z.array(z.number()) })

/** One segment a line, so that the file can be read and compared. */
export const transcriptText = ({ segments, ...rest }: StoredVersion): string => {
  const head = JSON.stringify({ freehold: 'transcript', ...rest }, null, 2).slice(0, -2)
  return `${head},\n  "segments": [${segments.map((segment) => `\n    ${JSON.stringify(segment)}`).join(',')}\n  ]\n}\n`
}

/** Parses a kept transcript; a damaged one is said to be so, and stays as it is. */
export const parseTranscript = (text: string): StoredVersion => {
  const parsed = StoredVersionSchema.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  throw new AppError('DAMAGED', 'The transcript file in the vault was changed and can no longer be read. Freehold leaves it as it is.', {
    next: 'Bring the file back from a backup, or transcribe the recording again: that makes a new version.',
  })
}

export const confirmedText = (startSeconds: readonly number[]): string =>
  `${JSON.stringify({ confirmedStartSeconds: [...new Set(startSeconds)].sort((a, b) => a - b) })}\n`

/** Starts of confirmed spans; null when the file is damaged. */
export const parseConfirmed = (text: string): readonly number[] | null => {
  const parsed = ConfirmedSchema.safeParse(jsonOf(text))
  return parsed.success ? parsed.data.confirmedStartSeconds : null
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
