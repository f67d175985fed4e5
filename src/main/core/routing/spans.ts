import { DETAIL_KINDS } from '../../../contract/privacy.ts'
import type { Detail, DetailKind } from '../../../contract/privacy.ts'

/** Details as they are to be hidden: in order, none over another, none through the middle of a character. */
export const tidyDetails = (text: string, details: readonly Detail[]): readonly Detail[] => {
  const valid = details
    .map(({ kind, start, end }) => ({ kind, ...wholeCharacters(text, Math.max(0, start), Math.min(text.length, end)) }))
    .filter(({ start, end }) => start < end)
    .sort((one, other) => one.start - other.start || other.end - one.end)
  const tidy: Detail[] = []
  for (const detail of valid) {
    const last = tidy.at(-1)
    // Both are hidden as one, by the name of the more telling kind: a mail address in a link, a name in an address.
    if (last && detail.start < last.end) tidy[tidy.length - 1] = { kind: moreTelling(last.kind, detail.kind), start: last.start, end: Math.max(last.end, detail.end) }
    else tidy.push(detail)
  }
  return tidy
}

const moreTelling = (one: DetailKind, other: DetailKind): DetailKind => (DETAIL_KINDS.indexOf(one) <= DETAIL_KINDS.indexOf(other) ? one : other)

const wholeCharacters = (text: string, start: number, end: number): { readonly start: number; readonly end: number } => ({
  start: isWithinPair(text, start) ? start - 1 : start,
  end: isWithinPair(text, end) ? end + 1 : end,
})

const isWithinPair = (text: string, at: number): boolean => /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(at - 1, at + 1))

/** Finds known values in any text, in time that does not grow with how many there are. */
export interface Finder {
  /** The first and longest between two places, which are edges of words as well; null where there is none. */
  readonly find: (text: string, from: number, until: number) => { readonly start: number; readonly end: number } | null
}

// What is this long is the same thing wherever it stands, also in the middle of a word: a key in a link.
const TELLING_LENGTH = 8
const PREFIX_LENGTH = 3

/** A value is found where it stands as a word of its own, and anywhere when it is long and of figures. */
export const createFinder = (values: Iterable<string>): Finder => {
  const known = new Set<string>()
  const lengthsByPrefix = new Map<string, number[]>()
  for (const value of values) {
    if (value === '' || known.has(value)) continue
    known.add(value)
    const prefix = value.slice(0, PREFIX_LENGTH)
    const lengths = lengthsByPrefix.get(prefix) ?? []
    if (!lengths.includes(value.length)) lengthsByPrefix.set(prefix, [...lengths, value.length].sort((one, other) => other - one))
  }
  const lengthAt = (text: string, at: number, from: number, until: number): number => {
    for (let size = PREFIX_LENGTH; size > 0; size -= 1) {
      for (const length of lengthsByPrefix.get(text.slice(at, at + size)) ?? []) {
        if (at + length > until) continue
        const value = text.slice(at, at + length)
        if (known.has(value) && (isTelling(value) || standsAlone(text, at, at + length, from, until))) return length
      }
    }
    return 0
  }
  return {
    find: (text, from, until) => {
      if (known.size === 0) return null
      for (let at = from; at < until; at += 1) {
        const length = lengthAt(text, at, from, until)
        if (length > 0) return { start: at, end: at + length }
      }
      return null
    },
  }
}

const isTelling = (value: string): boolean => value.length >= TELLING_LENGTH && /\d/u.test(value)

const standsAlone = (text: string, start: number, end: number, from: number, until: number): boolean => {
  const joinsBefore = start > from && isWordPart(lastCharacter(text, start)) && isWordPart(text.slice(start, start + 2))
  const joinsAfter = end < until && isWordPart(text.slice(end, end + 2)) && isWordPart(lastCharacter(text, end))
  return !joinsBefore && !joinsAfter
}

const lastCharacter = (text: string, end: number): string => text.slice(isWithinPair(text, end - 1) ? Math.max(0, end - 2) : Math.max(0, end - 1), end)

const isWordPart = (text: string): boolean => /^[\p{L}\p{N}\p{M}]/u.test(text)
