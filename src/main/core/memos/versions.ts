import { VersionIdSchema } from '../../../contract/memos.ts'
import type { Segment, TranscriptVersion, VersionId } from '../../../contract/memos.ts'
import type { StoredVersion } from '../notes/index.ts'
import type { Entry, MediaFacts, VersionRow } from '../ports/index.ts'
import type { Context } from './context.ts'
import { localTime } from '../lib/local-time.ts'
import { firstWords, titleFromWords } from './titles.ts'

export const APPLE = 'apple'

/** Keeps the words that came with a recording as its first version: an instant draft. Part of the caller's transaction. */
export const keepAppleTranscript = ({ store, clock }: Context, memo: Entry, transcript: NonNullable<MediaFacts['appleTranscript']>): void => {
  const { memoId } = memo
  if (memoId === null || transcript.segments.length === 0 || store.versions(memoId).length > 0) return
  store.addVersion(memoId, {
    versionId: nextVersionId([]),
    engine: APPLE,
    model: APPLE,
    demo: false,
    language: languageOf(transcript.language),
    madeAt: localTime(clock.now()),
    doubtCount: 0,
    shown: true,
    durationSeconds: memo.durationSeconds ?? 0,
    speechSeconds: transcript.segments.reduce((sum, segment) => sum + segment.endSeconds - segment.startSeconds, 0),
  })
  const text = textOf(transcript.segments)
  store.saveWindow(memoId, DRAFT_WINDOW, { segments: transcript.segments, language: transcript.language, engine: APPLE })
  store.update(memo.entryId, { step: 'file', line: firstWords(text), title: memo.givenTitle ?? titleFromWords(text) ?? memo.title })
}

// `en_US` and `zh-Hans` name a place or a script after the language.
const languageOf = (locale: string): string => /^[a-z]{2,3}(?![a-z])/i.exec(locale)?.[0].toLowerCase() ?? 'und'

/** Where the words of the draft lie until they stand in the vault; windows of our own count from 0. */
export const DRAFT_WINDOW = -1

export const nextVersionId = (versions: readonly { readonly versionId: VersionId }[]): VersionId =>
  VersionIdSchema.parse(String(Math.max(0, ...versions.map((version) => Number(version.versionId))) + 1))

export const textOf = (segments: readonly Segment[]): string => segments.map((segment) => segment.text.trim()).join(' ')

/** A version as it is kept in the vault. */
export const toStored = (memo: Entry & { readonly memoId: NonNullable<Entry['memoId']> }, version: VersionRow, segments: readonly Segment[]): StoredVersion => ({
  memoId: memo.memoId,
  versionId: version.versionId,
  engine: version.engine,
  model: version.model,
  demo: version.demo,
  language: version.language,
  madeAt: version.madeAt,
  durationSeconds: version.durationSeconds,
  speechSeconds: version.speechSeconds,
  segments,
})

/** A version as it is listed; its words are read apart. */
export const toListed = ({ versionId, engine, model, demo, language, madeAt, doubtCount, shown }: VersionRow): TranscriptVersion => ({
  versionId,
  engine,
  model,
  demo,
  language,
  madeAt,
  doubtCount,
  shown,
})
