import type { AppError } from '../../../contract/errors.ts'
import type { GateResponse } from '../ports/index.ts'
import type { FileRecord } from './record.ts'
import { refusal, validatorOf } from './told.ts'
import { troubled, wrongLength } from './words.ts'

/** How asking for a piece ended, where it did not end the whole download. */
export type PieceEnd =
  | { readonly type: 'whole' }
  /** The same again, after a while. */
  | { readonly type: 'again'; readonly error: AppError; readonly waitMs: number | null }
  /** This place does not have it. */
  | { readonly type: 'elsewhere'; readonly error: AppError }
  /** No parts are given here: all of it in one stream. */
  | { readonly type: 'one-stream' }
  /** It is another file by now. */
  | { readonly type: 'changed' }

export interface WantedPiece {
  readonly file: Pick<FileRecord, 'sizeBytes' | 'sha256' | 'validator' | 'pieceBytes' | 'pieces'>
  /** In the file; null for all of it as one stream. */
  readonly range: { readonly first: number; readonly last: number } | null
  readonly host: string
  /** It came by a redirect: a refusal may only mean that the link has run out. */
  readonly wasLed: boolean
}

const LATER: readonly number[] = [408, 425, 429, 500, 502, 503, 504]

/** Whether an answer's head fits what was asked for; then how many bytes are to follow (null: until it ends). */
export const judgeHead = ({ status, headers }: Pick<GateResponse, 'status' | 'headers'>, { file, range, host, wasLed }: WantedPiece): PieceEnd | { readonly type: 'read'; readonly bytes: number | null } => {
  // With a checksum the file cannot be another one without being found out; two servers of one name may tell their states apart differently.
  const isOther: PieceEnd = file.sha256 === null ? { type: 'changed' } : { type: 'elsewhere', error: wrongLength(host) }
  const isChanged = file.sha256 === null && file.validator !== null && validatorOf(headers) !== null && validatorOf(headers) !== file.validator
  const length = lengthIn(headers)
  if (status === 206 && range !== null) {
    const [, first, last, total] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(headers.get('content-range') ?? '') ?? []
    if (isChanged || (total !== undefined && total !== '*' && Number(total) !== file.sizeBytes)) return isOther
    if (first === undefined || Number(first) !== range.first || Number(last) > range.last || Number(last) < range.first) return { type: 'elsewhere', error: wrongLength(host) }
    const bytes = Number(last) - range.first + 1
    return length !== null && length !== bytes ? { type: 'elsewhere', error: wrongLength(host) } : { type: 'read', bytes }
  }
  if (status === 200) {
    if (isChanged || (length !== null && file.sizeBytes !== null && length !== file.sizeBytes)) return isOther
    const isAll = range === null || (range.first === 0 && file.pieces.length === 1)
    return isAll ? { type: 'read', bytes: length ?? file.sizeBytes } : { type: 'one-stream' }
  }
  if (status === 416 && range !== null) return { type: 'one-stream' }
  if (LATER.includes(status) || (wasLed && (status === 401 || status === 403))) return { type: 'again', error: troubled(host, status), waitMs: retryAfterMs(headers) }
  return { type: 'elsewhere', error: refusal(host, status) }
}

const lengthIn = (headers: Headers): number | null => {
  const text = headers.get('content-length')
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}

const MOST_WAIT_SECONDS = 300

const retryAfterMs = (headers: Headers): number | null => {
  const text = headers.get('retry-after')
  return text !== null && /^\d{1,6}$/.test(text) ? Math.min(Number(text), MOST_WAIT_SECONDS) * 1000 : null
}
