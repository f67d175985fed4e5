/** Top-level YAML of a chat's file, in pieces: what is ours by name, and what a person added, as it stands. */
export interface Frontmatter {
  /** The text behind the key's colon, further lines included. */
  readonly own: ReadonlyMap<string, string>
  readonly theirs: string
}

export interface SplitFile {
  readonly frontmatter: string
  readonly body: string
}

const OPENING = /^---[ \t]*\n/
const CLOSING = /^(?:---|\.\.\.)[ \t]*$/m
const KEY = /^([A-Za-z][\w-]*):(?=[ \t]|$)/

/** Takes a file apart at its frontmatter; null when it has none, or it is not closed. CRLF, which an editor may have put everywhere, is taken back. */
export const splitFile = (file: string): SplitFile | null => {
  const unmarked = file.replace(/^\uFEFF/u, '')
  const text = /^---[ \t]*\r\n/.test(unmarked) ? unmarked.replaceAll('\r\n', '\n') : unmarked
  const opening = OPENING.exec(text)
  if (opening === null) return null
  const rest = text.slice(opening[0].length)
  const closing = CLOSING.exec(rest)
  if (closing === null) return null
  return { frontmatter: rest.slice(0, closing.index), body: rest.slice(closing.index + closing[0].length + 1) }
}

/** Sorts the frontmatter's lines by the keys they belong to. */
export const splitFrontmatter = (text: string, ownKeys: ReadonlySet<string>): Frontmatter => {
  const own = new Map<string, string>()
  const theirs: string[] = []
  let lines: string[] = theirs
  const close = (key: string | null): void => {
    if (key !== null && lines !== theirs) own.set(key, lines.join('\n').replace(/\n+$/, ''))
  }
  let current: string | null = null
  for (const line of text.split('\n')) {
    const key = KEY.exec(line)?.[1]
    if (key !== undefined) {
      close(current)
      // A key twice is no YAML any more; the second goes with the person's own lines, where that is found out.
      current = ownKeys.has(key) && !own.has(key) ? key : null
      lines = current === null ? theirs : []
      lines.push(current === null ? line : line.slice(key.length + 1).trim())
    } else if (current !== null && line.startsWith('#')) {
      close(current)
      current = null
      lines = theirs
      lines.push(line)
    } else lines.push(line)
  }
  close(current)
  return { own, theirs: theirs.join('\n').replace(/\n+$/, '') }
}

/** A value as JSON on one line, which is YAML as well, in 1.1 and 1.2 alike. */
export const toLine = (value: unknown): string =>
  // Strings have no raw line breaks in JSON: those that are there are indentation.
  JSON.stringify(value, null, 1).replace(/\n */g, ' ').replace(/[\p{C}\p{Z}]/gu, (sign) => (sign === ' ' ? sign : sign.split('').map(escaped).join('')))

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
