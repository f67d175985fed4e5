import { AppError } from '../../../contract/errors.ts'
import type { Download } from '../../../contract/models.ts'
import { createAsk } from './ask.ts'
import { DOWNLOAD_TIMES } from './deps.ts'
import type { DownloadsDeps } from './deps.ts'
import type { Downloads } from './downloads.ts'
import { createEntry, toDownload } from './entry.ts'
import type { Entry } from './entry.ts'
import { createRate } from './rate.ts'
import { readRecord } from './record.ts'
import { runDownload } from './run-download.ts'
import { createSources } from './sources.ts'
import type { Meant } from './sources.ts'
import { createTakeIn } from './take-in.ts'
import { createTell } from './tell.ts'
import { isHere, localOnly, noDownload, unforeseen } from './words.ts'

const AT_ONCE = 2

/** Creates what fetches models: two at once, the others wait, and whoever asks for a file that is coming gets the same download. */
export const createDownloads = (deps: DownloadsDeps): Downloads => {
  const { store, clock, log, settings } = deps
  const times = { ...DOWNLOAD_TIMES, ...deps.times }
  const ask = createAsk(deps.fetch)
  const sources = createSources({ ...deps, ask })
  const entries = new Map<string, Entry>()
  const pulling = new Map<string, Promise<{ readonly downloadId: string }>>()
  const closing = new AbortController()
  const teller = createTell(clock, closing.signal)
  let loading: Promise<void> | null = null

  const byKey = (key: string): Entry | undefined => [...entries.values()].find(({ record }) => record.key === key)
  const find = (downloadId: string): Entry => {
    const entry = entries.get(downloadId)
    if (entry === undefined) throw noDownload()
    return entry
  }
  const save = ({ id, record }: Entry): Promise<void> => store.saveNote(id, JSON.stringify(record))

  const start = (entry: Entry): void => {
    const ending = new AbortController()
    const signal = AbortSignal.any([ending.signal, closing.signal])
    entry.state = 'asking'
    entry.ending = ending
    entry.rate = createRate(clock.monotonic)
    entry.work = work(entry, signal).finally(() => {
      entry.ending = null
      entry.work = null
      entry.rate = null
      teller.tell()
      if (!closing.signal.aborted) startNext()
    })
    teller.tell()
  }

  const startNext = (): void => {
    for (const entry of entries.values()) {
      if ([...entries.values()].filter(({ ending }) => ending !== null).length >= AT_ONCE) return
      if (entry.state === 'waiting' && entry.ending === null) start(entry)
    }
  }

  const work = async (entry: Entry, signal: AbortSignal): Promise<void> => {
    const startedMs = clock.monotonic()
    log.info('download.began', { downloadId: entry.id, bytes: entry.shownBytes })
    for (let tries = 0; ; tries += 1) {
      try {
        await runDownload({ ...deps, ask, sources, times }, entry.id, entry.record, entry.meant, eventsOf(entry), signal)
        // Whoever hears that it is done finds it.
        await deps.onArrived().catch(() => undefined)
        Object.assign(entry, { state: 'done', problem: null, notice: null })
        break
      } catch (error) {
        if (signal.aborted || (error instanceof Error && error.name === 'AbortError')) break
        // The network comes back by itself, and so does this.
        const isLost = error instanceof AppError && error.code === 'OFFLINE'
        if (!isLost) {
          await end(entry, error)
          break
        }
        Object.assign(entry, { state: 'waiting', problem: error })
        teller.tell()
        await clock.sleep(Math.min(times.longestWaitMs, times.firstWaitMs * 2 ** tries), signal).catch(() => undefined)
        if (signal.aborted) break
      }
    }
    log.info('download.ended', { downloadId: entry.id, state: signal.aborted ? 'stopped' : entry.state, code: entry.problem?.code, bytes: entry.shownBytes, durationMs: Math.round(clock.monotonic() - startedMs) })
  }

  const eventsOf = (entry: Entry) => ({
    onState: (state: 'asking' | 'coming' | 'checking') => {
      entry.state = state
      teller.tell()
    },
    onBytes: (bytes: number) => {
      entry.rate?.add(bytes)
      if (entry.state !== 'coming') entry.state = 'coming'
      teller.tell()
    },
    onTrouble: (error: AppError | null) => {
      entry.problem = error
      // Without a network it waits; with one it comes, however haltingly.
      if (error?.code === 'OFFLINE') entry.state = 'waiting'
      else if (entry.state === 'waiting') entry.state = 'coming'
      if (error !== null) teller.tell()
    },
    onChanged: (error: AppError) => {
      entry.notice = error
      teller.tell()
    },
  })

  /** What ended it says whether it can go on from where it is. */
  const end = async (entry: Entry, error: unknown): Promise<void> => {
    const known = error instanceof AppError ? error : unforeseen()
    if (known !== error) log.error('download.failed', error, { downloadId: entry.id })
    const waits = known.code === 'DISK_FULL' || known.code === 'LOCAL_ONLY'
    entry.problem = known.code === 'LOCAL_ONLY' ? localOnly() : known
    entry.notice = null
    entry.wantsCredential = known.code === 'NO_KEY' || known.code === 'BAD_KEY' ? settings().credential : null
    if (known.code === 'WRONG_FILE') {
      for (const { fileName } of entry.record.files) await store.discard(entry.id, fileName).catch(() => undefined)
      entry.record.files = []
      entry.shownBytes = 0
    }
    const { code, message, next } = entry.problem
    Object.assign(entry.record, { paused: waits, failed: !waits, problem: { code, message, ...(next === undefined ? {} : { next }) } })
    await save(entry).catch(() => undefined)
    entry.state = waits ? 'paused' : 'failed'
  }

  const resume = async (entry: Entry): Promise<void> => {
    if (entry.ending !== null || entry.state === 'done') return
    Object.assign(entry.record, { paused: false, failed: false, problem: null })
    for (const file of entry.record.files) file.at = 0
    Object.assign(entry, { state: 'waiting', problem: null, wantsCredential: null })
    await save(entry).catch(() => undefined)
    startNext()
    teller.tell()
  }

  const stop = async (entry: Entry): Promise<void> => {
    entry.ending?.abort()
    await entry.work
  }

  const pullOne = async (meant: Meant): Promise<{ readonly downloadId: string }> => {
    await loading
    const there = byKey(meant.key)
    if (there !== undefined && there.state !== 'done') {
      await resume(there)
      return { downloadId: there.id }
    }
    const fileNames = there?.record.files.map(({ fileName }) => fileName) ?? (meant.fileName === null ? [] : [meant.fileName])
    for (const fileName of fileNames) if (await store.isTaken(fileName)) throw isHere(fileName)
    if (there !== undefined) entries.delete(there.id)
    const entry = createEntry(deps.newId(), meant)
    await save(entry)
    entries.set(entry.id, entry)
    startNext()
    teller.tell()
    return { downloadId: entry.id }
  }

  const load = async (): Promise<void> => {
    for (const { id, text } of await store.notes()) {
      const record = readRecord(text)
      if (record === null) {
        log.warn('download.unreadable', { downloadId: id })
        continue
      }
      try {
        entries.set(id, createEntry(id, sources.mean(record.ref), record))
      } catch {
        // It was one of the catalogue, and is in it no more: nothing can be asked, what came is kept.
        log.warn('download.unknown', { downloadId: id })
      }
    }
    await store.sweep()
    startNext()
    teller.tell()
  }

  return {
    start: () => {
      loading ??= load().catch((error: unknown) => log.error('download.load', error))
    },
    close: async () => {
      closing.abort()
      await loading
      await Promise.allSettled([...entries.values()].map(({ work: under }) => under))
    },
    list: (): readonly Download[] => [...entries.values()].map(toDownload),
    onChange: teller.onChange,
    lookUp: (ref, signal) => sources.lookUp(sources.mean(ref), signal),
    pull: async (ref) => {
      const meant = sources.mean(ref)
      // Two windows that ask in the same moment.
      const under = pulling.get(meant.key) ?? pullOne(meant).finally(() => pulling.delete(meant.key))
      pulling.set(meant.key, under)
      return under
    },
    pause: async (downloadId) => {
      const entry = find(downloadId)
      if (entry.state === 'done' || entry.state === 'failed') return
      entry.record.paused = true
      await stop(entry)
      // It may have ended in this very moment.
      if ((entry.state as Download['state']) === 'done') return
      Object.assign(entry, { state: 'paused', problem: null })
      await save(entry)
      teller.tell()
    },
    resume: async (downloadId) => resume(find(downloadId)),
    cancel: async (downloadId) => {
      const entry = find(downloadId)
      await stop(entry)
      entries.delete(downloadId)
      await store.remove(downloadId)
      startNext()
      teller.tell()
    },
    ...createTakeIn(deps),
  }
}
