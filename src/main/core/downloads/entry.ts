import type { Download } from '../../../contract/models.ts'
import type { Problem } from '../../../contract/errors.ts'
import type { Rate } from './rate.ts'
import { receivedOf } from './record.ts'
import type { DownloadRecord } from './record.ts'
import type { Meant } from './sources.ts'

/** A download as it stands in memory; `record` is what is kept of it. */
export interface Entry {
  readonly id: string
  readonly record: DownloadRecord
  readonly meant: Meant
  state: Download['state']
  problem: Problem | null
  /** Something that is to be known while it goes on. */
  notice: Problem | null
  wantsCredential: string | null
  /** The most that was told: what came may be thrown away, and comes again unseen up to here. */
  shownBytes: number
  rate: Rate | null
  ending: AbortController | null
  work: Promise<void> | null
}

/** A download that waits for its turn, or stands as it was left. */
export const createEntry = (id: string, meant: Meant, record: DownloadRecord = recordOf(meant)): Entry => ({
  id,
  record,
  meant,
  state: record.failed ? 'failed' : record.paused ? 'paused' : 'waiting',
  problem: record.problem,
  notice: null,
  wantsCredential: null,
  shownBytes: 0,
  rate: null,
  ending: null,
  work: null,
})

/** What a window shows of it. */
export const toDownload = (entry: Entry): Download => {
  const { record, rate, state, id } = entry
  const { files, ref, name } = record
  const sizeBytes = files.length === 0 || files.some((file) => file.sizeBytes === null) ? (entry.meant.offered?.sizeBytes ?? null) : files.reduce((bytes, file) => bytes + (file.sizeBytes ?? 0), 0)
  const received = files.reduce((bytes, file) => bytes + receivedOf(file), 0)
  entry.shownBytes = Math.max(entry.shownBytes, received)
  const perSecond = state === 'coming' ? (rate?.perSecond() ?? null) : null
  const problem = entry.problem ?? entry.notice
  const mirror = files.map(({ urls, at }) => urls[at]).find((url) => url !== undefined && entry.meant.offered?.mirrors.includes(url))
  return {
    downloadId: id,
    ref,
    name,
    fileName: files[0]?.fileName ?? entry.meant.fileName ?? name,
    state,
    receivedBytes: sizeBytes === null ? entry.shownBytes : Math.min(entry.shownBytes, sizeBytes),
    sizeBytes,
    bytesPerSecond: perSecond,
    secondsLeft: perSecond === null || perSecond === 0 || sizeBytes === null ? null : Math.max(0, (sizeBytes - received) / perSecond),
    problem: problem === null ? null : { code: problem.code, message: problem.message, ...(problem.next === undefined ? {} : { next: problem.next }) },
    wantsCredential: entry.wantsCredential,
    mirror: mirror === undefined ? null : new URL(mirror).hostname,
  }
}

const recordOf = ({ ref, key, name }: Meant): DownloadRecord => ({ version: 1, ref, key, name, withCredential: false, files: [], paused: false, problem: null, failed: false })
