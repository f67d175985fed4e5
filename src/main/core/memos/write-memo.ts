import { AppError } from '../../../contract/errors.ts'
import type { MemoId } from '../../../contract/memos.ts'
import type { ModelFile } from '../../../contract/models.ts'
import type { Entry } from '../ports/index.ts'
import { join } from 'node:path'
import { nextVersionId, textOf } from './versions.ts'
import type { Context } from './context.ts'
import { startOver } from './entries.ts'
import { createJobProgress } from './job-progress.ts'
import type { JobProgress, Stage } from './job-progress.ts'
import { readAudio } from './read-audio.ts'
import type { AudioRead } from './read-audio.ts'
import { localTime } from '../lib/local-time.ts'
import { damageSentence, noSuchModel, NO_MODEL } from './sentences.ts'
import { firstWords, titleFromWords } from './titles.ts'
import { writeWindows } from './write-windows.ts'

/** A memo whose audio is open and whose speech is found. */
export interface OpenMemo {
  readonly entryId: number
  readonly memoId: MemoId
  readonly model: ModelFile
  readonly language: string
  readonly audio: AudioRead
  readonly progress: JobProgress
}

/** The model a memo is written down with; throws NO_MODEL, and the memo then waits for one. */
export const modelFor = (context: Pick<Context, 'findModel' | 'pickModels'>, entry: Pick<Entry, 'askedModel' | 'source'>): ModelFile => {
  const model = entry.askedModel === null ? context.pickModels(entry.source).speech : context.findModel(entry.askedModel)
  if (model?.fault) throw new AppError('MODEL_BROKEN', model.fault, { next: 'Fetch the model again, or choose another one.' })
  if (model) return model
  const problem = entry.askedModel === null ? NO_MODEL : noSuchModel(entry.askedModel)
  throw new AppError('NO_MODEL', problem.message, { next: problem.next })
}

/** Opens a memo's recording and finds the speech in it. Null when the file is not what it was: it is then read anew. */
export const openMemo = async (context: Context, entry: Entry & { readonly memoId: MemoId }, model: ModelFile, signal: AbortSignal): Promise<OpenMemo | null> => {
  const { store, board, speeds, clock } = context
  const settings = context.settings()
  const path = await whereItStands(context, entry, signal)
  if (path === null) return null
  const language = entry.askedLanguage ?? settings.speech.language
  const progress = createJobProgress({ durationSeconds: entry.durationSeconds, model: model.id, speeds, monotonic: clock.monotonic })
  const report = (stage: Stage, fraction: number): void => board.report(entry.entryId, { step: stage, ...progress.report(stage, fraction) })

  const earlier = store.work(entry.memoId)
  const audio = await readAudio(
    { ...context, monotonic: clock.monotonic },
    {
      path,
      pcmName: `${entry.memoId}.pcm`,
      durationSeconds: entry.durationSeconds,
      container: entry.container,
      maxSeconds: settings.memos.maxHours * 3600,
      vadModel: context.pickModels(entry.source).vad,
      knownSpans: (sampleCount) => (earlier?.sampleCount === sampleCount ? earlier.spans : null),
      onProgress: report,
      signal,
    },
  )
  progress.setDuration(audio.durationSeconds)
  progress.setSpeech(audio.spans.reduce((sum, span) => sum + span.endSeconds - span.startSeconds, 0))
  store.together(() => {
    store.saveWaveform(entry.memoId, audio.waveform)
    store.saveWork(entry.memoId, { sampleCount: audio.sampleCount, damagedAfterSeconds: audio.damagedAfterSeconds, spans: audio.spans, model: model.id, language })
    store.update(entry.entryId, {
      durationSeconds: audio.durationSeconds,
      // By now the duration is that of what can be read: what an earlier try found missing is still missing.
      ...(audio.damagedAfterSeconds === null ? {} : { damage: damageSentence(audio.damagedAfterSeconds) }),
    })
  })
  return { entryId: entry.entryId, memoId: entry.memoId, model, language, audio, progress }
}

/** Writes an open memo down, window by window, and keeps the result as a new version that waits to be filed. */
export const writeMemo = async (context: Context, memo: OpenMemo, signal: AbortSignal): Promise<void> => {
  const { store, board, speech, speeds, clock } = context
  const { entryId, memoId, audio, model } = memo
  store.update(entryId, { step: 'transcribe' })
  const results = await writeWindows(
    { speech, speeds, monotonic: clock.monotonic },
    {
      windows: speech.plan(audio.spans, audio.durationSeconds),
      done: store.windows(memoId),
      pcmPath: audio.pcmPath,
      model,
      language: memo.language,
      vocabulary: context.settings().speech.vocabulary,
      onWindow: (index, window) => store.saveWindow(memoId, index, window),
      onSegments: (segments) => board.addSegments(entryId, segments),
      onProgress: (fraction) => board.report(entryId, { step: 'transcribe', ...memo.progress.report('transcribe', fraction) }),
      signal,
    },
  )
  const written = speech.assemble(results, audio.spans)
  const text = textOf(written.segments)
  const spoken = text !== ''
  // Before its words reach the vault, so that a second try keeps them under the same number.
  store.durably(() => {
    const entry = store.get(entryId)
    if (!entry || entry.state !== 'working') throw new DOMException('The memo was taken away.', 'AbortError')
    const versions = store.versions(memoId)
    if (spoken)
      store.addVersion(memoId, {
        versionId: nextVersionId(versions),
        engine: written.engine,
        model: model.id,
        demo: model.demo,
        language: written.language,
        madeAt: localTime(clock.now()),
        doubtCount: written.doubts.length,
        shown: !entry.picked || versions.length === 0,
        durationSeconds: audio.durationSeconds,
        speechSeconds: written.speechSeconds,
      })
    const shown = spoken && (!entry.picked || versions.length === 0)
    store.update(entryId, {
      step: 'file',
      noteStale: true,
      speech: spoken || (versions.length > 0 && entry.speech !== false),
      ...(shown ? { line: firstWords(text), doubtCount: written.doubts.length } : {}),
      // A title from a summary or a person is better than first words.
      ...(shown && entry.summary === null && !entry.edited ? { title: entry.givenTitle ?? titleFromWords(text) ?? entry.title } : {}),
    })
  })
}

const whereItStands = async (context: Context, entry: Entry, signal: AbortSignal): Promise<string | null> => {
  const { store, recordings, notes } = context
  if (entry.path !== null) {
    const stat = await recordings.stat(entry.path).catch((error: unknown) => {
      if (entry.vaultAudio === null) throw error
      return null
    })
    if (stat && stat.sizeBytes === entry.sizeBytes && stat.modifiedMs === entry.modifiedMs) return entry.path
    // Touched, or brought down from iCloud once more: the same recording still.
    if (stat && stat.sizeBytes === entry.sizeBytes && (await recordings.hash(entry.path, signal)) === entry.sha256) {
      store.update(entry.entryId, { modifiedMs: stat.modifiedMs })
      return entry.path
    }
    if (stat) {
      context.rest(startOver(store, entry, { path: entry.path, sizeBytes: stat.sizeBytes, modifiedMs: stat.modifiedMs }).entryId)
      return null
    }
  }
  if (entry.vaultAudio !== null) return join(notes.vaultPath, entry.vaultAudio)
  throw new AppError('FILE_GONE', 'The recording is not there any more.')
}
