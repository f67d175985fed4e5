import type { ExportFormat, MemoAction, MemoChanges, MemoCounts, MemoDetail, MemoId, MemoLive, MemoRow, Transcript, VersionId } from '../../../contract/memos.ts'
import type { WatchedFolder } from '../../../contract/system.ts'
import type { TranscribeEvent } from '../../../contract/transcribe.ts'
import { join } from 'node:path'
import type { OpenAudio, ReceiveUpload, SeenFile } from '../ports/index.ts'
import { addPaths } from './add.ts'
import type { Added } from './add.ts'
import { createArrivals } from './arrivals.ts'
import { createBell } from './bell.ts'
import { createBoard } from './board.ts'
import { confirmSegment } from './confirm-segment.ts'
import type { Context } from './context.ts'
import { cancel, retry, showVersion, transcribeAgain } from './control.ts'
import type { MemosDeps } from './deps.ts'
import { createFolders } from './folders.ts'
import { createIntake } from './intake.ts'
import { audioFile, exportMemo, openNote, readMemo, readNote, readTranscript, revealAudio } from './read.ts'
import { createRebuild } from './rebuild.ts'
import { createRest } from './rest.ts'
import { toCounts, toRow } from './row.ts'
import { setAction } from './set-action.ts'
import { createSpeeds } from './speeds.ts'
import { memoChanges, memoLive } from './streams.ts'
import { createTending } from './tend.ts'
import { transcribeFile } from './transcribe-file.ts'
import type { TranscribeFileRequest } from './transcribe-file.ts'
import { createTurn } from './turn.ts'
import { receiveUpload, UPLOADS } from './upload.ts'
import { createFiling, createWorkLoops } from './work-loops.ts'

export interface Memos {
  /** Takes up the work where the last run left it, and watches the folders unless told not to. Returns at once. */
  start(options?: { readonly watch: boolean }): void
  /** Ends the work cleanly; nothing of it is lost. */
  close(): Promise<void>
  list(query: { readonly cursor?: string | undefined; readonly limit: number; readonly text?: string | undefined }): {
    readonly revision: number
    readonly rows: readonly MemoRow[]
    readonly nextCursor: string | null
    readonly counts: MemoCounts
  }
  changes(signal: AbortSignal): AsyncGenerator<MemoChanges, undefined, void>
  live(memoId: MemoId, signal: AbortSignal): AsyncGenerator<MemoLive, undefined, void>
  get(memoId: MemoId): Promise<MemoDetail>
  transcript(memoId: MemoId, versionId: VersionId): Promise<Transcript>
  add(paths: readonly string[], signal: AbortSignal): Promise<Added>
  addSamples(signal: AbortSignal): Promise<number>
  pause(): void
  resume(): void
  retry(rowId: string): void
  cancel(rowId: string): void
  transcribeAgain(memoId: MemoId, asked: { readonly model?: string | undefined; readonly language?: string | undefined }): void
  showVersion(memoId: MemoId, versionId: VersionId): Promise<void>
  confirmSegment(memoId: MemoId, versionId: VersionId, startSeconds: number): Promise<void>
  setAction(memoId: MemoId, action: MemoAction & { readonly index: number }, signal: AbortSignal): Promise<readonly MemoAction[]>
  export(memoId: MemoId, format: ExportFormat, versionId?: VersionId): Promise<{ readonly fileName: string; readonly text: string }>
  note(memoId: MemoId, signal: AbortSignal): Promise<{ readonly path: string; readonly text: string }>
  openNote(memoId: MemoId, signal: AbortSignal): Promise<{ readonly path: string }>
  revealAudio(rowId: string, signal: AbortSignal): Promise<{ readonly path: string }>
  transcribeFile(request: TranscribeFileRequest, signal: AbortSignal): AsyncGenerator<TranscribeEvent, undefined, void>
  readonly receiveUpload: ReceiveUpload
  readonly openAudio: OpenAudio
  folders(): readonly WatchedFolder[]
  onFoldersChange(listener: () => void): () => void
  /** Files in watched folders that are no recordings. */
  countOthers(): number
  hasFiled(): boolean
}

const PAUSED = 'paused'

/** Memos, from the file that turns up to the note in the vault. */
export const createMemos = (deps: MemosDeps): Memos => {
  const { store, clock, log, workFolder, recordings, notes } = deps
  const ending = new AbortController()
  const { signal } = ending
  const startedMs = clock.now()
  const bell = createBell()
  const pauseListeners = new Set<() => void>()
  let running: Promise<unknown> = Promise.resolve()
  const stops: (() => void)[] = []

  const rest = createRest({ store, recordings, clock, restMs: () => deps.settings().memos.restSeconds * 1000, onRested: bell.ring })
  const context: Context = {
    ...deps,
    board: createBoard(),
    bell,
    arrivals: createArrivals({ store, clock, onWritten: bell.ring }),
    speeds: createSpeeds(store),
    turn: createTurn(),
    aheadTurn: createTurn(),
    noteTurn: createTurn(),
    jobs: new Map(),
    rest: rest.watch,
    isPaused: () => store.fact(PAUSED) === 'yes',
    onPauseChange: (listener) => {
      pauseListeners.add(listener)
      return () => pauseListeners.delete(listener)
    },
  }
  const intake = createIntake(context)
  const folders = createFolders(context, intake, signal)
  const rebuild = createRebuild(context)
  const filing = createFiling(context)
  const loops = createWorkLoops(context, rebuild.isReady, filing)
  const tending = createTending(context, loops.isIdle, filing)

  const setPaused = (paused: boolean): void => {
    store.durably(() => store.setFact(PAUSED, paused ? 'yes' : 'no'))
    store.touch()
    if (paused) for (const controller of context.jobs.values()) controller.abort()
    for (const listener of pauseListeners) listener()
    bell.ring()
  }
  const modelsChanged = (): void => {
    store.release('model')
    const { language } = deps.pickModels('folder')
    if (language) store.describeAgain(language.path)
    bell.ring()
  }
  const follow = (): void => {
    void folders.follow().catch((error: unknown) => log.error('watch.follow-failed', error))
  }

  /** Recordings that were kept in the vault and belong to no memo, as after a kill in the middle of an upload. */
  const takeUpKept = async (): Promise<void> => {
    const kept: SeenFile[] = []
    try {
      for await (const file of recordings.walk(join(notes.vaultPath, UPLOADS), signal)) {
        // A newer one is being received right now: it gets its row by itself, or goes again.
        if (file.modifiedMs < startedMs && !store.byPath(file.path)) kept.push(file)
      }
    } catch {
      return // no such folder yet
    }
    await intake.take(kept, 'drop', signal)
  }

  /** What nobody foresaw, such as a full disk under the database, is logged and must not end the work for good. */
  const keepGoing = async (task: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    while (!signal.aborted) {
      try {
        return await task(signal)
      } catch (error) {
        if (signal.aborted) return
        log.error('memos.broke-off', error)
        await clock.sleep(deps.retryMs, signal).catch(() => {})
        store.recover()
      }
    }
  }

  const run = async (): Promise<void> => {
    await workFolder.sweep()
    await Promise.all([rest.run, loops.run, tending.run, (inner: AbortSignal) => rebuild.run(inner).then(takeUpKept)].map(keepGoing))
  }

  return {
    start: ({ watch } = { watch: true }) => {
      const recovered = store.recover()
      if (recovered > 0) log.info('memos.recovered', { count: recovered })
      modelsChanged()
      for (const entry of store.waitingFor('rest')) rest.watch(entry.entryId)
      stops.push(deps.onModelsChange(modelsChanged), deps.onSettingsChange(modelsChanged))
      running = run().catch((error: unknown) => {
        if (!signal.aborted) log.error('memos.stopped', error)
      })
      if (!watch) return
      stops.push(deps.onSettingsChange(follow))
      follow()
    },
    close: async () => {
      ending.abort()
      for (const stop of stops) stop()
      for (const controller of context.jobs.values()) controller.abort()
      bell.ring()
      await folders.close()
      await running
    },
    list: ({ cursor, limit, text }) => {
      const { entries, nextCursor } = store.list({ cursor: cursor ?? null, limit, text: text?.trim() || null })
      const paused = context.isPaused()
      return {
        revision: store.revision(),
        rows: entries.map((entry) => toRow(entry, context.board.get(entry.entryId), paused)),
        nextCursor,
        counts: toCounts(store.counts(), paused),
      }
    },
    changes: (caller) => memoChanges(context, AbortSignal.any([signal, caller])),
    live: (memoId, caller) => memoLive(context, memoId, AbortSignal.any([signal, caller])),
    get: (memoId) => readMemo(context, memoId),
    transcript: (memoId, versionId) => readTranscript(context, memoId, versionId),
    add: (paths, caller) => addPaths(context, intake, paths, 'drop', caller),
    addSamples: async (caller) => (await addPaths(context, intake, await deps.samples(), 'sample', caller)).accepted,
    pause: () => setPaused(true),
    resume: () => setPaused(false),
    retry: (rowId) => retry(context, rowId),
    cancel: (rowId) => cancel(context, rowId),
    transcribeAgain: (memoId, asked) => transcribeAgain(context, memoId, asked),
    showVersion: (memoId, versionId) => showVersion(context, memoId, versionId),
    confirmSegment: (memoId, versionId, startSeconds) => confirmSegment(context, memoId, versionId, startSeconds),
    setAction: (memoId, action, caller) => setAction(context, memoId, action, caller),
    export: (memoId, format, versionId) => exportMemo(context, memoId, format, versionId),
    note: (memoId, caller) => readNote(context, memoId, caller),
    openNote: (memoId, caller) => openNote(context, memoId, caller),
    revealAudio: (rowId, caller) => revealAudio(context, rowId, caller),
    transcribeFile: (request, caller) => transcribeFile(context, intake, request, AbortSignal.any([signal, caller])),
    receiveUpload: (upload) => receiveUpload(context, upload),
    openAudio: (memoId) => audioFile(context, memoId),
    folders: folders.list,
    onFoldersChange: folders.onChange,
    countOthers: store.countOthers,
    hasFiled: () => store.counts().some(({ state }) => state === 'filed'),
  }
}
