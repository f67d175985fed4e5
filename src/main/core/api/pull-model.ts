import { AppError } from '../../../contract/errors.ts'
import type { Download } from '../../../contract/models.ts'
import { coalesce } from '../lib/coalesce.ts'
import type { LocalApiWork } from '../ports/index.ts'
import type { LocalApiDeps } from './deps.ts'

type Step = ReturnType<LocalApiWork['pull']> extends AsyncGenerator<infer T, undefined, void> ? T : never

const INTERVAL_MS = 250

/** Fetches a model and tells each step. An app that leaves pauses what it began, and nothing that was coming before. */
export async function* pullModel({ downloads, clock }: Pick<LocalApiDeps, 'downloads' | 'clock'>, ref: string, signal: AbortSignal): AsyncGenerator<Step, undefined, void> {
  const before = new Set(downloads.list().filter(isComing).map((download) => download.downloadId))
  const downloadId = await downloads.pull(ref).then(
    (pulled) => pulled.downloadId,
    (error: unknown) => {
      if (error instanceof AppError && error.code === 'CONFLICT') return null
      throw error
    },
  )
  if (downloadId === null) {
    // The file is here already, which is what was asked for.
    yield { words: WORDS.done, digest: null, totalBytes: null, completedBytes: null }
    return undefined
  }
  const find = (): Download | null => downloads.list().find((download) => download.downloadId === downloadId) ?? null
  let isOver = false
  try {
    const steps = coalesce<Download | null>({
      subscribe: (sink) => {
        const push = (): void => {
          const download = find()
          sink.push(download)
          if (download === null || !isComing(download)) sink.end()
        }
        const stop = downloads.onChange(push)
        push()
        return stop
      },
      merge: (_older, newer) => newer,
      intervalMs: INTERVAL_MS,
      clock,
      signal,
    })
    for await (const download of steps) {
      isOver = download === null || !isComing(download)
      if (download === null || download.state === 'paused') throw new AppError('CUT_OFF', 'The download was stopped on this computer.', { next: 'Ask for it again, and it goes on.' })
      if (download.state === 'failed') throw new AppError(download.problem?.code ?? 'UPSTREAM', download.problem?.message ?? 'The download failed.', { next: download.problem?.next })
      yield { words: WORDS[download.state], digest: null, totalBytes: download.sizeBytes, completedBytes: download.receivedBytes }
    }
    signal.throwIfAborted()
  } finally {
    if (!isOver && !before.has(downloadId)) await downloads.pause(downloadId).catch(() => undefined)
  }
  return undefined
}

const isComing = ({ state }: Pick<Download, 'state'>): boolean => state === 'asking' || state === 'waiting' || state === 'coming' || state === 'checking'

const WORDS: Readonly<Record<Exclude<Download['state'], 'failed' | 'paused'>, string>> = {
  asking: 'asking what there is',
  waiting: 'waiting',
  coming: 'downloading',
  checking: 'checking what came',
  done: 'done',
}
