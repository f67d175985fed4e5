import type { TranscriptVersion } from '../../../contract/memos.ts'
import { dayName, timeOfDay } from '../../words/days.ts'
import { counted } from '../../words/sizes.ts'

/** `today 14:41 · 1 doubt`, or what came with the recording. */
export const versionDetail = (version: TranscriptVersion, now: Date): string => {
  if (version.engine === 'apple') return 'came with the recording'
  const at = new Date(version.madeAt)
  const day = dayName(at, now)
  const when = `${day === 'Today' || day === 'Yesterday' ? day.toLowerCase() : day} ${timeOfDay(at)}`
  return version.doubtCount === 0 ? when : `${when} · ${counted(version.doubtCount, 'doubt')}`
}

/** The name of what wrote it down. */
export const versionName = (version: TranscriptVersion): string => (version.engine === 'apple' ? 'Apple’s draft' : version.demo ? 'Demo model' : version.model)

export const DEMO_WARNING = 'Demo model: knows a few hundred words, do not trust it.'
