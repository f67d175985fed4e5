import { AppError } from '../../../contract/errors.ts'
import type { Clock, PartFile } from '../ports/index.ts'
import { letGo } from './ask.ts'
import type { Ask, Asked } from './ask.ts'
import type { DownloadTimes } from './deps.ts'
import { judgeHead } from './judge-head.ts'
import type { PieceEnd } from './judge-head.ts'
import { lengthOf } from './record.ts'
import type { FileRecord } from './record.ts'
import { badOffline, cut, stalled, wrongLength } from './words.ts'
import { createWriteBehind } from './write-behind.ts'

export interface PieceDeps {
  readonly ask: Ask
  readonly clock: Clock
  readonly times: DownloadTimes
  /** Bytes are on the disk and count. */
  readonly onWrote: (pieces: readonly Uint8Array[], offset: number, bytes: number) => void
}

const LONGEST_MS = 7 * 24 * 3_600_000
// Beyond what was asked for: it is read no further, but may be seen.
const SLACK_BYTES = 2 ** 20
const UNKNOWN_BYTES = 2 ** 40

/** Asks once for what is missing of a piece. Throws what ends the whole download: an abort, a full disk, Local only, a record that fails. */
export const fetchPiece = async (deps: PieceDeps, { file, part, index, credential }: { readonly file: FileRecord; readonly part: PartFile; readonly index: number; readonly credential: string | null }, signal: AbortSignal): Promise<PieceEnd> => {
  const url = file.urls[file.at] ?? ''
  const host = new URL(url).hostname
  const length = lengthOf(index, file.pieceBytes, file.sizeBytes)
  const isRanged = file.pieceBytes !== null
  const from = isRanged ? index * (file.pieceBytes ?? 0) : 0
  const before = isRanged ? (file.pieces[index] ?? 0) : 0
  // One stream begins again where it broke off, over what is there.
  file.pieces[index] = before
  const range = isRanged ? { first: from + before, last: from + length - 1 } : null
  const watch = watchBytes(deps, host, signal)
  const writer = createWriteBehind(part, deps.clock, from + before, (pieces, offset, bytes) => {
    file.pieces[index] = (file.pieces[index] ?? 0) + bytes
    watch.heard()
    deps.onWrote(pieces, offset, bytes)
  })
  try {
    const headers = range === null ? {} : { range: `bytes=${range.first}-${range.last}`, ...(file.sha256 === null && file.validator !== null ? { 'if-range': file.validator } : {}) }
    const asked = await deps.ask({ method: 'GET', url, headers, credential, limits: { totalMs: LONGEST_MS, responseBytes: Number.isFinite(length) ? length - before + SLACK_BYTES : UNKNOWN_BYTES } }, watch.signal)
    const judged = judgeHead(asked.response, { file, range, host: asked.host, wasLed: asked.host !== host })
    if (judged.type !== 'read') {
      await letGo(asked.response)
      return judged
    }
    const read = await readBody(asked, judged.bytes, watch.heard, writer.push)
    await writer.flush()
    if (read === 'more') return { type: 'elsewhere', error: wrongLength(asked.host) }
    const received = file.pieces[index] ?? 0
    // Where nobody said how long it is, its end says so.
    if (file.sizeBytes === null && (judged.bytes === null || judged.bytes === received)) file.sizeBytes = received
    // A part of what was asked for may come; what is left is asked for next.
    return received >= lengthOf(index, file.pieceBytes, file.sizeBytes) ? { type: 'whole' } : { type: 'again', error: cut(asked.host), waitMs: null }
  } catch (error) {
    await writer.flush()
    signal.throwIfAborted()
    return asPieceEnd(watch.hasStalled() ? stalled(host) : error, host)
  } finally {
    watch.stop()
  }
}

const readBody = async ({ response: { body } }: Asked, wantedBytes: number | null, heard: () => void, push: (piece: Uint8Array) => Promise<void>): Promise<'end' | 'more'> => {
  if (body === null) return 'end'
  let bytes = 0
  for await (const piece of body) {
    heard()
    const room = wantedBytes === null ? piece.byteLength : wantedBytes - bytes
    bytes += piece.byteLength
    await push(piece.byteLength > room ? piece.subarray(0, room) : piece)
    // Leaving the loop ends the request.
    if (piece.byteLength > room) return 'more'
  }
  return 'end'
}

/** Ends a request that keeps silent. */
const watchBytes = ({ clock, times }: Pick<PieceDeps, 'clock' | 'times'>, host: string, signal: AbortSignal) => {
  const silent = new AbortController()
  const stopping = new AbortController()
  let lastMs = clock.monotonic()
  const watch = async (): Promise<void> => {
    for (;;) {
      const restMs = lastMs + times.stallMs - clock.monotonic()
      if (restMs <= 0) return silent.abort(stalled(host))
      await clock.sleep(restMs, stopping.signal)
    }
  }
  watch().catch(() => undefined)
  return {
    signal: AbortSignal.any([signal, silent.signal]),
    heard: () => {
      lastMs = clock.monotonic()
    },
    hasStalled: () => silent.signal.aborted,
    stop: () => stopping.abort(),
  }
}

const asPieceEnd = (error: unknown, host: string): PieceEnd => {
  if (!(error instanceof AppError)) throw error
  switch (error.code) {
    case 'OFFLINE':
      return { type: 'again', error: badOffline(host), waitMs: null }
    case 'UPSTREAM':
      return { type: 'again', error, waitMs: null }
    case 'NOT_PERMITTED':
      return { type: 'elsewhere', error }
    default:
      throw error
  }
}
