import { readFileSync } from 'node:fs'
import type { Detail, DetailKind } from '../../src/contract/privacy.ts'

interface Marked {
  readonly text: string
  readonly spans: readonly { readonly type: string; readonly start: number; readonly end: number }[]
  readonly template: number
}

/** What the set's types are to us; the rest (dates, towns, firms) we do not look for. */
export const KIND_OF: Readonly<Record<string, DetailKind>> = {
  CREDIT_CARD: 'card',
  IBAN_CODE: 'iban',
  EMAIL_ADDRESS: 'email',
  IP_ADDRESS: 'ip',
  DOMAIN_NAME: 'url',
  PHONE_NUMBER: 'phone',
  US_SSN: 'national-id',
  US_DRIVER_LICENSE: 'national-id',
  PERSON: 'person',
  STREET_ADDRESS: 'address',
  ZIP_CODE: 'address',
}

export interface Tally {
  readonly found: number
  readonly all: number
}

export interface Score {
  /** By the set's own type: spans that any find of the fitting kind overlaps. */
  readonly recall: ReadonlyMap<string, Tally>
  /** Finds that overlap a span of a fitting type. */
  readonly strict: Tally
  /** Finds that overlap any span, also of a town, a firm or a date. */
  readonly loose: Tally
  /** By kind, as `strict`. */
  readonly precision: ReadonlyMap<DetailKind, Tally>
  readonly missed: readonly { readonly type: string; readonly words: string; readonly text: string }[]
  readonly wrong: readonly { readonly kind: DetailKind; readonly words: string; readonly text: string }[]
}

export const readMarked = (path: string): readonly Marked[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Marked)

/** Every other template, so that what was tuned on one half can be looked at on the other. */
export const halves = (rows: readonly Marked[]): readonly [readonly Marked[], readonly Marked[]] => {
  const templates = [...new Set(rows.map(({ template }) => template))].toSorted((a, b) => a - b)
  const first = new Set(templates.filter((_, index) => index % 2 === 0))
  return [rows.filter(({ template }) => first.has(template)), rows.filter(({ template }) => !first.has(template))]
}

/** Counts any overlap, as an outside judge would. */
export const score = (rows: readonly Marked[], find: (text: string) => readonly Detail[]): Score => {
  const recall = new Map<string, Tally>()
  const precision = new Map<DetailKind, Tally>()
  const missed: Score['missed'][number][] = []
  const wrong: Score['wrong'][number][] = []
  let strict: Tally = { found: 0, all: 0 }
  let loose: Tally = { found: 0, all: 0 }
  const add = (tally: Tally | undefined, isFound: boolean): Tally => ({ found: (tally?.found ?? 0) + (isFound ? 1 : 0), all: (tally?.all ?? 0) + 1 })
  for (const { text, spans } of rows) {
    const details = find(text)
    for (const { type, start, end } of spans) {
      const kind = KIND_OF[type]
      if (kind === undefined) continue
      const isFound = details.some((detail) => detail.kind === kind && detail.start < end && start < detail.end)
      recall.set(type, add(recall.get(type), isFound))
      if (!isFound) missed.push({ type, words: text.slice(start, end), text })
    }
    for (const { kind, start, end } of details) {
      const over = spans.filter((span) => span.start < end && start < span.end)
      const isFitting = over.some(({ type }) => KIND_OF[type] === kind)
      strict = add(strict, isFitting)
      loose = add(loose, over.length > 0)
      precision.set(kind, add(precision.get(kind), isFitting))
      if (!isFitting) wrong.push({ kind, words: text.slice(start, end), text })
    }
  }
  return { recall, strict, loose, precision, missed, wrong }
}
