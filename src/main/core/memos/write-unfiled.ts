import { randomUUID } from 'node:crypto'
import type { MemoStep, Segment } from '../../../contract/memos.ts'
import type { TranscribeEvent, TranscribeResult } from '../../../contract/transcribe.ts'
import { textOf } from './versions.ts'
import type { Context } from './context.ts'
import { createJobProgress } from './job-progress.ts'
import type { Stage } from './job-progress.ts'
import { readAudio } from './read-audio.ts'
import { damageSentence } from './sentences.ts'
import { newestWords } from './titles.ts'
import { modelFor } from './write-memo.ts'
import { writeWindows } from './write-windows.ts'

/**
 * Writes a file down by the same steps, and leaves nothing behind: no memo, no note. Somebody waits for it, with a microphone in hand
 * perhaps, so it goes on beside the memo that is being written down, and before it at the engine.
 */
export const writeUnfiled = (
  context: Context,
  request: { readonly path: string; readonly model?: string | undefined; readonly language?: string | undefined; readonly vocabulary?: readonly string[] | undefined },
  tell: (event: TranscribeEvent) => void,
  signal: AbortSignal,
): Promise<TranscribeResult> => context.aheadTurn(() => write(context, request, tell, signal), signal)

const write: typeof writeUnfiled = async (context, request, tell, signal) => {
  const { clock, speech, speeds, workFolder } = context
  const startMs = clock.monotonic()
  const settings = context.settings()
  const model = modelFor(context, { askedModel: request.model ?? null, source: 'command' })
  const facts = await context.inspector.inspect(request.path, signal)
  const progress = createJobProgress({ durationSeconds: facts.durationSeconds, model: model.id, speeds, monotonic: clock.monotonic })
  const segments: Segment[] = []
  const report = (step: MemoStep & Stage, fraction: number): void =>
    tell({ type: 'progress', step, ...progress.report(step, fraction), words: newestWords(textOf(segments.slice(-12))) })

  const deps = { ...context, monotonic: clock.monotonic }
  const audio = await readAudio(deps, {
    path: request.path,
    pcmName: `${randomUUID()}.pcm`,
    durationSeconds: facts.durationSeconds,
    container: facts.container,
    maxSeconds: settings.memos.maxHours * 3600,
    vadModel: context.pickModels('command').vad,
    isAhead: true,
    knownSpans: () => null,
    onProgress: report,
    signal,
  })
  try {
    progress.setDuration(audio.durationSeconds)
    progress.setSpeech(audio.spans.reduce((sum, span) => sum + span.endSeconds - span.startSeconds, 0))
    const windows = await writeWindows(deps, {
      windows: speech.plan(audio.spans, audio.durationSeconds),
      done: new Map(),
      pcmPath: audio.pcmPath,
      model,
      language: request.language ?? settings.speech.language,
      vocabulary: [...settings.speech.vocabulary, ...(request.vocabulary ?? [])],
      isAhead: true,
      onWindow: () => {},
      onSegments: (heard) => segments.push(...heard.filter((segment) => segment.startSeconds > (segments.at(-1)?.startSeconds ?? -1))),
      onProgress: (fraction) => report('transcribe', fraction),
      signal,
    })
    const written = speech.assemble(windows, audio.spans)
    return {
      file: request.path,
      ok: true,
      engine: written.engine,
      model: model.id,
      language: written.language,
      durationSeconds: audio.durationSeconds,
      speechSeconds: written.speechSeconds,
      elapsedSeconds: (clock.monotonic() - startMs) / 1000,
      text: textOf(written.segments),
      segments: [...written.segments],
      ...(audio.damagedAfterSeconds === null ? {} : { damage: damageSentence(audio.damagedAfterSeconds, 'written down') }),
    }
  } finally {
    await workFolder.remove(audio.pcmName)
  }
}
