import { z } from 'zod'
import type { ReleaseRequest } from '../routing/index.ts'

const MOST_CHARACTERS = 50_000

/** The part of a long text that is wanted. */
export const pageInput = {
  offset: z.number().int().min(0).max(10_000_000).default(0).describe('The character to begin at'),
  limit: z.number().int().min(1).max(MOST_CHARACTERS).default(20_000).describe('At most so many characters'),
}

/** Hands over a page of the one text there is. */
export const onePage =
  (offset: number, limit: number): ReleaseRequest['render'] =>
  ([text]) =>
    text === null || text === undefined ? null : { text: pageOf(text, offset, limit), from: [0] }

/** A page of a text, with where it goes on. */
const pageOf = (text: string, offset: number, limit: number): string => {
  const end = Math.min(text.length, offset + limit)
  if (offset >= text.length && offset > 0) return `There are ${text.length} characters, and none at ${offset}.`
  const head = offset === 0 && end === text.length ? '' : `Characters ${offset} to ${end} of ${text.length}.${end < text.length ? ` It goes on at offset ${end}.` : ''}\n\n`
  return head + text.slice(offset, end).toWellFormed()
}
