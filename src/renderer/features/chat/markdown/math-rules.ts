import type { MarkdownIt } from 'markdown-it'

const DOLLAR = 0x24
const BACKSLASH = 0x5c
const isSpace = (char: string | undefined): boolean => char === undefined || /\s/.test(char)

/** Where `close` stands from `from` on and not behind a backslash; -1 when nowhere. */
const closing = (source: string, close: string, from: number): number => {
  for (let at = source.indexOf(close, from); at >= 0; at = source.indexOf(close, at + 1)) if (source[at - 1] !== '\\') return at
  return -1
}

/** How far `$…$` or `\(…\)` reaches, and what stands in it; null where it is none. A price (`$5 and $6`) is none. */
const inlineMath = (source: string, at: number): { readonly tex: string; readonly end: number } | null => {
  if (source.startsWith('\\(', at)) {
    const end = closing(source, '\\)', at + 2)
    return end < 0 ? null : { tex: source.slice(at + 2, end), end: end + 2 }
  }
  const mark = source.startsWith('$$', at) ? '$$' : '$'
  const start = at + mark.length
  if (mark === '$' && isSpace(source[start])) return null
  const end = closing(source, mark, start)
  if (end <= start || (mark === '$' && (isSpace(source[end - 1]) || /\d/.test(source[end + 1] ?? '')))) return null
  return { tex: source.slice(start, end), end: end + mark.length }
}

/** Adds `$…$`, `\(…\)` in lines and `$$…$$`, `\[…\]` as blocks; one that is not closed yet runs to the end. */
export const addMath = (parser: MarkdownIt): void => {
  parser.inline.ruler.before('escape', 'math', (state, silent) => {
    const code = state.src.charCodeAt(state.pos)
    if (code !== DOLLAR && code !== BACKSLASH) return false
    if (code === BACKSLASH && state.src[state.pos + 1] !== '(') return false
    const found = inlineMath(state.src.slice(0, state.posMax), state.pos)
    if (!found) return false
    if (!silent) state.push('math_inline', 'math', 0).content = found.tex
    state.pos = found.end
    return true
  })
  parser.block.ruler.before(
    'fence',
    'math_block',
    (state, startLine, endLine, silent) => {
      const lineAt = (line: number): string => state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
      const first = lineAt(startLine).trimEnd()
      const close = first.startsWith('$$') ? '$$' : first.startsWith('\\[') ? '\\]' : null
      if (close === null || (state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false
      const inOneLine = first.length > 3 && first.endsWith(close)
      // `$$x$$ and more` is a line of text.
      if (!inOneLine && first.indexOf(close, 2) >= 0) return false
      if (silent) return true
      let next = startLine + 1
      let tex = inOneLine ? first.slice(2, -2) : first.slice(2)
      let closed = inOneLine
      while (!closed && next < endLine) {
        const line = lineAt(next).trimEnd()
        closed = line.endsWith(close)
        tex += `\n${closed ? line.slice(0, -2) : line}`
        next += 1
      }
      state.line = next
      const token = state.push('math_block', 'math', 0)
      token.content = tex.trim()
      token.map = [startLine, next]
      return true
    },
    { alt: ['paragraph', 'reference', 'blockquote', 'list'] },
  )
}
