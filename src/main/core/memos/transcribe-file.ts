import { join } from 'node:path'
import { AppError } from '../../../contract/errors.ts'
import type { Problem } from '../../../contract/errors.ts'
import type { TranscribeEvent, TranscribeResult } from '../../../contract/transcribe.ts'
import { coalesce } from '../lib/coalesce.ts'
import type { Sink } from '../lib/coalesce.ts'
import type { Entry } from '../ports/index.ts'
import { addPaths } from './add.ts'
import { APPLE, textOf } from './versions.ts'
import type { Context } from './context.ts'
import { transcribeAgain } from './control.ts'
import type { Intake } from './intake.ts'
import { newestWords } from './titles.ts'
import { writeUnfiled } from './write-unfiled.ts'

export interface TranscribeFileRequest {
  readonly path: string
  readonly model?: string | undefined
  readonly language?: string | undefined
  /** Names and words that are said, beside those of the settings; only where nothing is filed. */
  readonly vocabulary?: readonly string[] | undefined
  /** Without it nothing is remembered and no note is made. */
  readonly file: boolean
}

const INTERVAL_MS = 100

/** Writes one file down, before all others; progress as it goes, the result at the end. What fails rejects. */
export const transcribeFile = (context: Context, intake: Intake, request: TranscribeFileRequest, signal: AbortSignal): AsyncGenerator<TranscribeEvent, undefined, void> => {
  const left = new AbortController()
  return coalesce<TranscribeEvent>({
    subscribe: (sink) => {
      const either = AbortSignal.any([signal, left.signal])
      const task = request.file ? fileIt(context, intake, request, sink, either) : writeUnfiled(context, request, (event) => sink.push(event), either)
      task.then(
        (result) => {
          sink.push({ type: 'result', result })
          sink.end()
        },
        (error: unknown) => sink.fail(error),
      )
      return () => left.abort()
    },
    merge: (_older, newer) => newer,
    intervalMs: INTERVAL_MS,
    clock: context.clock,
    signal,
  })
}

const fileIt = async (context: Context, intake: Intake, request: TranscribeFileRequest, sink: Sink<TranscribeEvent>, signal: AbortSignal): Promise<TranscribeResult> => {
  const { store, clock } = context
  const startMs = clock.monotonic()
  const wasFiled = store.byPath(request.path)?.state === 'filed'
  const { skipped } = await addPaths(context, intake, [request.path], 'command', signal)
  if (skipped[0]) throw toError(skipped[0].problem)
  const added = store.byPath(request.path)
  if (!added) throw new AppError('BAD_REQUEST', 'This is a folder.', { next: 'Name the recordings in it.' })

  const asked = { model: request.model, language: request.language }
  const wantsOther = asked.model !== undefined || asked.language !== undefined
  if (!wasFiled) store.update(added.entryId, { urgent: true, askedModel: asked.model ?? null, askedLanguage: asked.language ?? null })
  let again = wasFiled && wantsOther
  const first = memoBehind(context, added.entryId)
  if (again && first?.memoId) {
    transcribeAgain(context, first.memoId, asked)
    store.update(first.entryId, { urgent: true })
    again = false
  }
  context.bell.ring()

  const filed = await settled(context, added.entryId, sink, signal)
  return resultOf(context, filed, request.path, (clock.monotonic() - startMs) / 1000)
}

/** The memo a file became part of: itself, or the one with the same content. */
const memoBehind = ({ store }: Context, entryId: number): Entry | null => {
  const entry = store.get(entryId)
  return entry?.aliasOf ? store.byMemo(entry.aliasOf) : entry
}

/** Resolves when the memo is filed; rejects when it cannot be, or waits for something that only the person can give. */
const settled = (context: Context, entryId: number, sink: Sink<TranscribeEvent>, signal: AbortSignal): Promise<Entry> => {
  const { store, board } = context
  const path = store.get(entryId)?.path ?? ''
  return new Promise((resolve, reject) => {
    const look = (): void => {
      // Taken over by a memo whose recording was missing, its own entry is gone.
      const entry = memoBehind(context, entryId) ?? store.byPath(path)
      if (!entry) return finish(() => reject(new AppError('FILE_GONE', 'The recording was moved or deleted before it was written down.')))
      const job = board.get(entry.entryId)
      if (entry.state === 'working' && job)
        sink.push({ type: 'progress', step: job.step, fraction: job.fraction ?? 0, remainingSeconds: job.remainingSeconds, words: newestWords(textOf(job.segments.slice(-12))) })
      const problem = blockedBy(context, entry)
      if (problem) finish(() => reject(toError(problem)))
      else if (entry.state === 'filed') finish(() => resolve(entry))
    }
    const abort = (): void => finish(() => reject(signal.reason))
    const stops = [store.onChange(look), board.onReport(look), context.onPauseChange(look), () => signal.removeEventListener('abort', abort)]
    const finish = (end: () => void): void => {
      for (const stop of stops) stop()
      end()
    }
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
    else look()
  })
}

const blockedBy = (context: Context, entry: Entry): Problem | null => {
  if (entry.state === 'failed' || entry.state === 'skipped') return entry.problem ?? { code: 'CONFLICT', message: 'It was left out.' }
  if (entry.state === 'cancelled') return { code: 'CONFLICT', message: 'It was cancelled.' }
  if (entry.state !== 'waiting') return null
  if (context.isPaused()) return { code: 'CONFLICT', message: 'The work on memos is paused. The file is in the list.', next: 'Resume it, and the file is written down.' }
  if (entry.waitsFor === 'model') return entry.problem ?? { code: 'NO_MODEL', message: 'There is no model here that can write it down. The file is in the list and waits for one.', next: 'Put a speech model into a models folder; it then goes on by itself.' }
  return entry.waitsFor === 'vault' || entry.waitsFor === 'disk' || entry.waitsFor === 'decoder' || entry.waitsFor === 'download' ? entry.problem : null
}

const resultOf = async ({ store, notes }: Context, entry: Entry, file: string, elapsedSeconds: number): Promise<TranscribeResult> => {
  const versions = entry.memoId === null ? [] : store.versions(entry.memoId)
  const version = versions.filter((each) => each.engine !== APPLE).at(-1) ?? versions.at(-1)
  const stored = entry.memoId && version && entry.speech !== false ? await notes.readVersion(entry.memoId, version.versionId) : null
  return {
    file,
    ok: true,
    engine: stored?.engine ?? '',
    model: stored?.model ?? '',
    language: stored?.language ?? '',
    durationSeconds: entry.durationSeconds ?? 0,
    speechSeconds: stored?.speechSeconds ?? 0,
    elapsedSeconds,
    text: textOf(stored?.segments ?? []),
    segments: [...(stored?.segments ?? [])],
    ...(entry.damage === null ? {} : { damage: entry.damage }),
    ...(entry.notePath === null ? {} : { note: join(notes.vaultPath, entry.notePath) }),
  }
}

const toError = (problem: Problem): AppError => new AppError(problem.code, problem.message, { next: problem.next })
