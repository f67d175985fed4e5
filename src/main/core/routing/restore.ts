import type { HiddenMap } from './hide.ts'
import { isBegun, placeholderKey } from './placeholders.ts'

export interface Restorer {
  /** The next piece with originals in it; what may still become a placeholder is held back until the next. */
  readonly push: (chunk: string) => string
  /** What was held back. */
  readonly end: () => string
}

// A character and how it was written: in JSON `\u2039` is one of them.
interface Written {
  readonly raw: string
  readonly character: string
}

/**
 * Puts originals back while an answer streams, however it is cut. In JSON text they are put back escaped, so that it stays
 * valid. It takes `‹Person 1›` and `<Person 1>`, in any case and with other spaces; `Person 1` without brackets stays.
 */
export const createRestorer = (map: HiddenMap, form: 'text' | 'json' = 'text'): Restorer => {
  const escape = form === 'json' ? (value: string) => JSON.stringify(value).slice(1, -1) : (value: string) => value
  let cut = ''
  let held: Written[] = []

  const take = (written: Written): string => {
    if (held.length === 0 && written.character !== '‹' && written.character !== '<') return written.raw
    held.push(written)
    const text = held.map(({ character }) => character).join('')
    const key = placeholderKey(text)
    const original = key === null ? undefined : map.original(key)
    if (original !== undefined) {
      held = []
      return escape(original)
    }
    if (key === null && isBegun(text)) return ''
    // The first cannot begin one any more; those behind it still may.
    const [first, ...others] = held
    held = []
    return (first?.raw ?? '') + others.map(take).join('')
  }

  return {
    push: (chunk) => {
      if (map.size === 0) return chunk
      const { written, rest } = form === 'json' ? readJson(cut + chunk) : { written: [...chunk].map((character) => ({ raw: character, character })), rest: '' }
      cut = rest
      return written.map(take).join('')
    },
    end: () => {
      const left = held.map(({ raw }) => raw).join('') + cut
      held = []
      cut = ''
      return left
    },
  }
}

/** Puts originals back into a whole value: a tool's input, key by key. */
export const restoreValue = (map: HiddenMap, value: unknown): unknown => {
  if (typeof value === 'string') return restoreText(map, value)
  if (Array.isArray(value)) return value.map((inner) => restoreValue(map, inner))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [restoreText(map, key), restoreValue(map, inner)]))
}

const restoreText = (map: HiddenMap, text: string): string => {
  const restorer = createRestorer(map)
  return restorer.push(text) + restorer.end()
}

const ESCAPE = /^\\(?:u[0-9a-f]{4}|[^u])/iu
const CUT_ESCAPE = /^\\(?:u[0-9a-f]{0,3})?$/iu

const readJson = (text: string): { readonly written: readonly Written[]; readonly rest: string } => {
  const written: Written[] = []
  let at = 0
  while (at < text.length) {
    if (text[at] !== '\\') {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
      written.push({ raw: character, character })
      at += character.length
      continue
    }
    const escape = text.slice(at, at + 6)
    if (CUT_ESCAPE.test(escape) && at + escape.length === text.length) return { written, rest: escape }
    const raw = ESCAPE.exec(escape)?.[0] ?? '\\'
    written.push({ raw, character: raw.length === 6 ? String.fromCharCode(Number.parseInt(raw.slice(2), 16)) : raw.slice(1) })
    at += raw.length
  }
  return { written, rest: '' }
}
