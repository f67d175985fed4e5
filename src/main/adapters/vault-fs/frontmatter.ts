import { createHash } from 'node:crypto'
import { isMap, isScalar, parseDocument, Document, Scalar, visit } from 'yaml'
import { PLAIN, readOwnYaml, TIMESTAMP } from './own-yaml.ts'

const OPENING = /^\uFEFF?---[ \t]*\r?\n/u
const CLOSING = /^(?:---|\.\.\.)[ \t]*\r?$/mu
const SEAL_LINE = /^freehold: "([0-9a-f]{16})"\n/m

export interface SplitNote {
  readonly frontmatter: Readonly<Record<string, unknown>>
  readonly body: string
}

/** A whole note: frontmatter, then the text; sealed by a check sum, so that a later edit by a person can be told. */
export const renderNote = (id: string, frontmatter: Readonly<Record<string, unknown>>, body: string): string => {
  const head = `---\n${toYaml({ id, ...frontmatter })}`
  const tail = `---\n\n${body.replace(/\r\n?/g, '\n').trimEnd()}\n`
  return `${head}freehold: "${checkSum(head + tail)}"\n${tail}`
}

/** True when not a byte of the note was changed since we wrote it. */
export const isAsWritten = (text: string): boolean => {
  const sealed = SEAL_LINE.exec(text)
  return sealed !== null && checkSum(text.slice(0, sealed.index) + text.slice(sealed.index + sealed[0].length)) === sealed[1]
}

/** The text with its check sum made anew, for a change that leaves the note ours. */
export const sealAnew = (text: string): string => {
  const sealed = SEAL_LINE.exec(text)
  if (sealed === null) return text
  const [before, after] = [text.slice(0, sealed.index), text.slice(sealed.index + sealed[0].length)]
  return `${before}freehold: "${checkSum(before + after)}"\n${after}`
}

/** Where the frontmatter's closing line ends, 0 when the text has no frontmatter, null when it is not closed (yet). */
export const endOfFrontmatter = (text: string): number | null => {
  const opening = OPENING.exec(text)
  if (opening === null) return 0
  const closing = CLOSING.exec(text.slice(opening[0].length))
  return closing === null ? null : opening[0].length + closing.index + closing[0].length
}

/** Takes any note apart, whoever wrote it: broken YAML, CRLF, a byte order mark or no frontmatter at all are all fine. */
export const splitNote = (text: string): SplitNote => {
  const end = endOfFrontmatter(text)
  if (end === null || end === 0) return { frontmatter: {}, body: text.replace(/^\uFEFF/u, '') }
  const inner = text.slice(0, end).replace(OPENING, '').replace(/(?:---|\.\.\.)[ \t]*\r?$/u, '')
  return { frontmatter: readOwnYaml(inner) ?? fromYaml(inner), body: text.slice(end).replace(/^\n/, '') }
}

/** Reads YAML strictly; null when it is broken, or no list of keys. */
export const readYaml = (text: string): Readonly<Record<string, unknown>> | null => {
  try {
    const document = parseDocument(text, { schema: 'core', logLevel: 'silent' })
    return document.errors.length === 0 && isMap(document.contents) ? keyed(document) : null
  } catch {
    return null
  }
}

const checkSum = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

const toYaml = (value: Readonly<Record<string, unknown>>): string => {
  const document = new Document(value, { version: '1.1', aliasDuplicateObjects: false })
  visit(document, {
    Scalar: (key, node) => {
      if (key !== 'key' && typeof node.value === 'string' && !PLAIN.test(node.value) && !TIMESTAMP.test(node.value)) node.type = Scalar.QUOTE_DOUBLE
    },
  })
  document.directives = null as never
  return document.toString({ lineWidth: 0, directives: false, blockQuote: false })
}

const fromYaml = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const document = parseDocument(text, { schema: 'core', uniqueKeys: false, logLevel: 'silent' })
    if (document.errors.length === 0 && isMap(document.contents)) return keyed(document)
  } catch {
    // Alias bombs and the like: read line by line below.
  }
  return linesOf(text)
}

const keyed = (document: ReturnType<typeof parseDocument>): Readonly<Record<string, unknown>> => {
  const value: unknown = document.toJS({ maxAliasCount: 50 })
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

// A person's slip in one line must not make us forget whose note it is.
const linesOf = (text: string): Readonly<Record<string, unknown>> => {
  const found: Record<string, unknown> = {}
  for (const line of text.split(/\r?\n/)) {
    const pair = /^([A-Za-z][\w-]*):[ \t]+(\S.*?)[ \t]*$/u.exec(line)
    if (pair === null) continue
    try {
      const scalar = parseDocument(pair[2] ?? '', { schema: 'core', logLevel: 'silent' })
      if (scalar.errors.length === 0 && isScalar(scalar.contents)) found[pair[1] ?? ''] = scalar.contents.value
    } catch {
      continue
    }
  }
  return found
}
