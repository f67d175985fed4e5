import { createHash } from 'node:crypto'
import type { LedgerAttempt, LedgerEnd } from '../../core/ports/index.ts'
import type { Row } from './statements.ts'

/** The hash before the first link. */
export const GENESIS = '0'.repeat(64)

/** What many attempts share; `key` tells one from another. */
export const KIND_COLUMNS = ['feature', 'purpose', 'destination', 'host', 'zone', 'provider', 'model', 'why', 'rule', 'method', 'url'] as const

export type AttemptKind = Pick<LedgerAttempt, (typeof KIND_COLUMNS)[number]>

export const kindKey = (kind: AttemptKind): string => JSON.stringify(KIND_COLUMNS.map((column) => kind[column]))

/** The text that an attempt's hash stands for: every value, in a fixed order. */
export const attemptText = (seq: number, attempt: LedgerAttempt, labels: string): string =>
  JSON.stringify(['attempt', seq, attempt.atMs, ...KIND_COLUMNS.map((column) => attempt[column]), labels, attempt.permitId, attempt.hiddenCount, attempt.bytesOut, attempt.bodySha256, attempt.outcome])

export const endText = (seq: number, ofSeq: number, atMs: number, end: LedgerEnd): string =>
  JSON.stringify(['end', seq, ofSeq, atMs, end.outcome, end.address, end.status, end.bytesOut, end.bytesIn, end.durationMs, end.tokensIn, end.tokensOut, end.priceUsd])

/** The same text from what stands in the database, attempt joined with its kind. */
export const textOfRow = (row: Row): string =>
  row['of_seq'] === null
    ? JSON.stringify([
        'attempt',
        row['seq'],
        row['at_ms'],
        ...KIND_COLUMNS.map((column) => row[column]),
        row['labels'],
        row['permit_id'],
        row['hidden_count'],
        row['bytes_out'],
        row['body_sha256'],
        row['outcome'],
      ])
    : JSON.stringify([
        'end',
        row['seq'],
        row['of_seq'],
        row['at_ms'],
        row['outcome'],
        row['address'],
        row['status'],
        row['bytes_out'],
        row['bytes_in'],
        row['duration_ms'],
        row['tokens_in'],
        row['tokens_out'],
        row['price_usd'],
      ])

/** Each link's hash covers the one before it. */
export const linkHash = (before: string, text: string): string => createHash('sha256').update(before).update('\n').update(text).digest('hex')
