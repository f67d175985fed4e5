import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml'
import type { Document } from 'yaml'

interface Place {
  readonly line: number
  readonly column: number
}

/** Reads YAML so that mistakes have a line and a column, and a change keeps comments and order. */
export const parse = (text: string) => {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  return {
    value: document.errors.length === 0 ? (document.toJS({ maxAliasCount: 20 }) as unknown) : null,
    problems: document.errors.map(({ message, pos }) => ({ message: mistakeToSentence(message), ...at(pos[0]) })),
    place: (path: readonly (string | number)[], unknownKey?: string): Place | null => {
      const offset = offsetOf(document, path, unknownKey)
      return offset === null ? null : at(offset)
    },
    withValue: (path: readonly string[], value: unknown): string => {
      const changed = parseDocument(text)
      clearEmptyGroups(changed, path)
      // A plain value goes into the node that stands there, which carries the comment.
      changed.setIn(path, typeof value === 'object' && value !== null ? changed.createNode(value) : value)
      return changed.toString({ lineWidth: 0 })
    },
  }
}

const mistakeToSentence = (message: string): string => {
  const sentence = message.trim().replace(/\s+/g, ' ')
  return `This line is not written as YAML: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}${/[.!?]$/.test(sentence) ? '' : '.'}`
}

// The key itself where it has one, else its value, else the nearest group around it.
const offsetOf = (document: Document, path: readonly (string | number)[], unknownKey: string | undefined): number | null => {
  const full = unknownKey === undefined ? path : [...path, unknownKey]
  for (let length = full.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(full.slice(0, length - 1), true)
    const key = full[length - 1]
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key))
      if (pair && isScalar(pair.key) && pair.key.range) return pair.key.range[0]
    }
    const node = document.getIn(full.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return isNode(document.contents) && document.contents.range ? document.contents.range[0] : null
}

// `memos:` without a value is a scalar that holds null; a key can only be set below a map.
const clearEmptyGroups = (document: Document, path: readonly string[]): void => {
  for (let length = 1; length < path.length; length += 1) {
    const above = path.slice(0, length)
    const node = document.getIn(above, true)
    if (!isScalar(node) || node.value !== null) continue
    const map = document.createNode({})
    if (node.comment !== undefined) map.comment = node.comment ?? null
    if (node.commentBefore !== undefined) map.commentBefore = node.commentBefore ?? null
    document.setIn(above, map)
  }
}
