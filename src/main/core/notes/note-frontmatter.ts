import type { Segment, TranscriptVersion } from '../../../contract/memos.ts'
import { TranscriptVersionSchema } from '../../../contract/memos.ts'
import { oneLine, toTag } from './markdown.ts'
import type { MemoNote } from './memo-notes.ts'
import { toTime } from './times.ts'

const MOST_DOUBTS = 50

/** What a note says of its memo, as flat properties that a person can read, and from which the memo is known again. */
export const noteFrontmatter = (note: MemoNote): Readonly<Record<string, unknown>> => {
  const shown = note.shown ?? note.versions.find((version) => version.shown)
  const doubts = (note.shown?.segments ?? []).filter((segment) => (segment.doubtful?.length ?? 0) > 0 && segment.confirmed !== true)
  const title = oneLine(note.title)
  return {
    title,
    aliases: [title],
    recorded: note.recordedAt,
    duration: toTime(note.durationSeconds),
    source: note.source,
    ...(note.device === null ? {} : { device: oneLine(note.device) }),
    audio: note.audio,
    'audio-sha256': note.audioSha256,
    ...(shown === undefined
      ? {}
      : { language: shown.language, engine: oneLine(shown.engine), model: oneLine(shown.model), ...(shown.demo ? { demo: true } : {}) }),
    transcripts: note.versions.map(versionLine),
    tags: [...new Set(note.tags.map(toTag).filter((tag) => tag !== null))],
    ...(note.damage === null ? {} : { damage: oneLine(note.damage) }),
    ...(doubts.length === 0 ? {} : { doubtful: doubtLines(doubts) }),
  }
}

/** Reads a `transcripts` line back; null when a person made something else of it. */
export const parseVersionLine = (line: unknown): TranscriptVersion | null => {
  if (typeof line !== 'string') return null
  const [id, engine, model, language, madeAt, doubts, ...marks] = line.split(' · ')
  const version = TranscriptVersionSchema.safeParse({
    versionId: id?.replace(/^v/, ''),
    engine,
    model,
    language,
    madeAt,
    doubtCount: Number.parseInt(doubts ?? '', 10),
    demo: marks.includes('demo'),
    shown: marks.includes('shown'),
  })
  return version.success ? version.data : null
}

// `v1 · whisper.cpp · ggml-base · en · 2026-11-22T14:33:10Z · 2 doubtful · shown`
const versionLine = (version: TranscriptVersion): string =>
  [
    `v${version.versionId}`,
    part(version.engine),
    part(version.model),
    part(version.language),
    part(version.madeAt),
    `${version.doubtCount} doubtful`,
    ...(version.demo ? ['demo'] : []),
    ...(version.shown ? ['shown'] : []),
  ].join(' · ')

const part = (text: string): string => oneLine(text).replaceAll('·', '-')

const doubtLines = (segments: readonly Segment[]): readonly string[] => {
  const lines = segments.slice(0, MOST_DOUBTS).map((each) => `${toTime(each.startSeconds)}–${toTime(each.endSeconds)} ${(each.doubtful ?? []).join(', ')}`)
  return segments.length > MOST_DOUBTS ? [...lines, `and ${segments.length - MOST_DOUBTS} more`] : lines
}
