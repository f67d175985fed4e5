import { parser, type Env, type Token } from './parser.ts'

/** A part of a text. `source` is what it was read from: where that is the same, the part is, and is not drawn again. */
export type Block = { readonly source: string } & (
  | { readonly kind: 'paragraph'; readonly content: string; readonly tight: boolean }
  | { readonly kind: 'heading'; readonly level: number; readonly content: string }
  | { readonly kind: 'code'; readonly language: string; readonly code: string; readonly closed: boolean }
  | { readonly kind: 'list'; readonly start: number | null; readonly items: readonly ListItem[] }
  | { readonly kind: 'quote'; readonly children: readonly Block[] }
  | { readonly kind: 'table'; readonly align: readonly string[]; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'math'; readonly tex: string }
  | { readonly kind: 'rule' }
)

export interface ListItem {
  readonly source: string
  readonly tight: boolean
  /** Null where it is no task. */
  readonly done: boolean | null
  readonly children: readonly Block[]
}

const TASK = /^\[([ xX])\]\s+/

const createTree = (tokens: readonly Token[], lines: readonly string[]) => {
  let at = 0
  const sourceOf = ({ map }: Token): string => (map ? lines.slice(map[0], map[1]).join('\n') : '')
  const contentOf = (): string => tokens[at]?.content ?? ''

  const until = (close: string): Block[] => {
    const blocks: Block[] = []
    while (at < tokens.length && tokens[at]?.type !== close) {
      const block = next()
      if (block) blocks.push(block)
    }
    at += 1
    return blocks
  }
  const list = (close: string, source: string, start: number | null): Block => {
    const items: ListItem[] = []
    while (at < tokens.length && tokens[at]?.type !== close) {
      const open = tokens[at]
      at += 1
      if (open?.type === 'list_item_open') items.push(withTask(sourceOf(open), until('list_item_close')))
    }
    at += 1
    return { kind: 'list', source, start, items }
  }
  const table = (source: string): Block => {
    const align: string[] = []
    const rows: string[][] = []
    for (; at < tokens.length && tokens[at]?.type !== 'table_close'; at += 1) {
      const token = tokens[at]
      if (token?.type === 'tr_open') rows.push([])
      if (token?.type === 'th_open') align.push(/(left|right|center)/.exec(String(token.attrGet('style') ?? ''))?.[0] ?? '')
      if (token?.type === 'inline') rows.at(-1)?.push(token.content)
    }
    at += 1
    return { kind: 'table', source, align, head: rows[0] ?? [], rows: rows.slice(1) }
  }
  const next = (): Block | null => {
    const token = tokens[at]
    at += 1
    if (!token) return null
    const source = sourceOf(token)
    switch (token.type) {
      case 'paragraph_open':
      case 'heading_open': {
        const content = contentOf()
        at += 2
        return token.type === 'heading_open' ? { kind: 'heading', source, level: Number(token.tag.slice(1)), content } : { kind: 'paragraph', source, content, tight: token.hidden }
      }
      case 'fence':
        return { kind: 'code', source, language: token.info.trim().split(/\s+/)[0] ?? '', code: token.content, closed: source.trimEnd().split('\n').length > 1 && source.trimEnd().endsWith(token.markup) }
      case 'code_block':
        return { kind: 'code', source, language: '', code: token.content, closed: true }
      case 'math_block':
        return { kind: 'math', source, tex: token.content }
      case 'hr':
        return { kind: 'rule', source }
      case 'bullet_list_open':
        return list('bullet_list_close', source, null)
      case 'ordered_list_open':
        return list('ordered_list_close', source, Number(token.attrGet('start') ?? 1))
      case 'blockquote_open':
        return { kind: 'quote', source, children: until('blockquote_close') }
      case 'table_open':
        return table(source)
      default:
        return null
    }
  }
  return () => until('')
}

const withTask = (source: string, children: readonly Block[]): ListItem => {
  const [first] = children
  const tight = first?.kind !== 'paragraph' || first.tight
  const task = first?.kind === 'paragraph' ? TASK.exec(first.content) : null
  if (!task || first?.kind !== 'paragraph') return { source, tight, done: null, children }
  return { source, tight, done: task[1] !== ' ', children: [{ ...first, content: first.content.slice(task[0].length) }, ...children.slice(1)] }
}

/** The blocks of a text, and the offset at which each begins. Lines are not parsed yet: each is when it is drawn. */
const parseBlocks = (text: string, env: Env): { readonly blocks: readonly Block[]; readonly starts: readonly number[] } => {
  const source = text.includes('\r') || text.includes('\0') ? text.replaceAll(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD') : text
  const tokens: Token[] = []
  parser.block.parse(source, parser, env, tokens)
  const lines = source.split('\n')
  const offsets: number[] = []
  let offset = 0
  for (const line of lines) {
    offsets.push(offset)
    offset += line.length + 1
  }
  const starts = tokens.filter(({ level, nesting, map }) => level === 0 && nesting >= 0 && map).map(({ map }) => offsets[map?.[0] ?? 0] ?? 0)
  return { blocks: createTree(tokens, lines)(), starts }
}

/** Closes at the end of a text that still grows what is open there, so that it does not jump once it is closed. */
export const settle = (text: string): string => {
  const start = text.lastIndexOf('\n\n') + 1
  const last = text.slice(start)
  const settled = last
    .replace(/!?\[([^\]\n]*)(\]\([^)\n]*)?$/, (whole, label: string) => (/^!?\[[ xX]?\]?$/.test(whole) ? whole : label))
    .replace(/(^|[^*])\*{1,2}$/, '$1')
    .replace(/`+$/, '')
  const odd = (mark: string): boolean => settled.split(mark).length % 2 === 0
  return text.slice(0, start) + settled + (odd('`') ? '`' : odd('**') ? '**' : '')
}

export interface BlocksRead {
  readonly blocks: readonly Block[]
  /** What it defines for `[words][name]`; null while it grows. */
  readonly references: Env['references'] | null
}

/**
 * Reads a text into blocks, again and again while it grows. What stands before the last two blocks is not read twice: no text that
 * is added at the end can change it, but for a reference that is defined further down.
 */
export const createBlockReader = () => {
  let known = ''
  let stable: readonly Block[] = []
  let stableEnd = 0
  let env: Env = {}
  let shown: BlocksRead = { blocks: [], references: null }
  let wasGrowing = false

  return (text: string, growing: boolean): BlocksRead => {
    if (text === known && growing === wasGrowing) return shown
    // Finished: once more as a whole, for references may stand at the end.
    const hasReferences = env.references !== undefined && Object.keys(env.references).length > 0
    if (!text.startsWith(known) || text.includes('\r') || (!growing && hasReferences)) {
      stable = []
      stableEnd = 0
      env = {}
    }
    known = text
    wasGrowing = growing
    const tail = text.slice(stableEnd)
    const { blocks, starts } = parseBlocks(tail, env)
    const last = blocks.at(-1)
    const settled = growing && last && last.kind !== 'code' && last.kind !== 'math' ? settle(tail) : tail
    shown = { blocks: [...stable, ...(settled === tail ? blocks : parseBlocks(settled, env).blocks)], references: growing ? null : (env.references ?? null) }
    // Their count tells that each token became one block; otherwise nothing is taken for granted.
    if (growing && blocks.length > 2 && blocks.length === starts.length) {
      stable = [...stable, ...blocks.slice(0, -2)]
      stableEnd += starts.at(-2) ?? 0
    }
    return shown
  }
}
