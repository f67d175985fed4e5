import type { Message } from '../../../contract/chat.ts'
import { oneLine } from '../lib/one-line.ts'
import { headingOf, stateLine } from './headings.ts'
import { wallClock } from './wall-clock.ts'

/** A piece of the body from one marker to the next. */
export interface Section {
  readonly id: string
  readonly heading: string
  readonly text: string
  readonly thinking: string
}

export interface Body {
  /** What stands above the first message; it is the person's. */
  readonly preamble: string
  readonly sections: readonly Section[]
}

// `<!-- m3 -->` begins a message; a backslash before the m is text that only looks like one.
const MARKER = /^<!-- (m[0-9]{1,7})(?: (thinking|text|end))? -->$/
const ESCAPED = /^(<!-- )\\(\\*m[0-9]+(?: (?:thinking|text|end))? -->)$/gm
const TO_ESCAPE = /^(<!-- )(\\*m[0-9]+(?: (?:thinking|text|end))? -->)$/gm
const THINKING_HEAD = '<details>\n<summary>Thinking</summary>\n\n'
const THINKING_TAIL = '\n\n</details>\n'

/** The messages as a person reads them, each under a marker by which it is found again. */
export const renderBody = (preamble: string, messages: readonly Message[], shown: ReadonlySet<string>): string => {
  let day: string | null = null
  const parts = messages.map((message) => {
    const part = renderSection(message, headingOf(message, shown.has(message.messageId), day))
    day = wallClock(message.at)?.day ?? day
    return part
  })
  return [...(preamble === '' ? [] : [`${preamble}\n`]), ...parts].join('\n')
}

/** Takes a body apart at its markers; whatever it holds, every line of it belongs to a section or the preamble. */
export const parseBody = (body: string): Body => {
  const starts: { readonly id: string; readonly at: number; readonly contentAt: number }[] = []
  for (let at = body.startsWith('<!-- m') ? 0 : nextLine(body, 0); at !== -1; at = nextLine(body, at)) {
    const end = endOfLine(body, at)
    const [, id, part] = MARKER.exec(body.slice(at, end)) ?? []
    if (id !== undefined && part === undefined) starts.push({ id, at, contentAt: Math.min(end + 1, body.length) })
  }
  return {
    preamble: body.slice(0, starts[0]?.at ?? body.length).trim(),
    sections: starts.map(({ id, contentAt }, index) => parseSection(id, body.slice(contentAt, starts[index + 1]?.at ?? body.length), index === starts.length - 1)),
  }
}

const nextLine = (body: string, from: number): number => {
  const found = body.indexOf('\n<!-- m', from)
  return found === -1 ? -1 : found + 1
}
const endOfLine = (body: string, at: number): number => {
  const found = body.indexOf('\n', at)
  return found === -1 ? body.length : found
}

const renderSection = (message: Message, heading: string): string => {
  const { messageId: id, text, thinking, attachments } = message
  const state = stateLine(message)
  const links = attachments.map((each) => `- ${each.path === null ? oneLine(each.title) : `[${oneLine(each.title).replace(/[[\]\\]/g, '\\$&')}](${linkTo(each.path)})`}`)
  const after = [...(links.length > 0 ? [links.join('\n')] : []), ...(state === null ? [] : [state])]
  return [
    `<!-- ${id} -->\n${heading}\n`,
    ...(thinking === '' ? [] : [`<!-- ${id} thinking -->\n${THINKING_HEAD}${escaped(thinking)}${THINKING_TAIL}<!-- ${id} text -->\n`]),
    `\n${escaped(text)}\n`,
    ...(after.length > 0 ? [`\n<!-- ${id} end -->\n${after.join('\n\n')}\n`] : []),
  ].join('')
}

const parseSection = (id: string, content: string, isLast: boolean): Section => {
  const line = content.slice(0, endOfLine(content, 0))
  // A heading of ours has at least two parts; another is the person's and stays with the text.
  const hasHeading = /^## .+ ·/.test(line)
  let rest = hasHeading ? content.slice(line.length + 1) : content
  let thinking = ''
  const opens = `<!-- ${id} thinking -->\n`
  const closes = `\n<!-- ${id} text -->\n`
  const closesAt = rest.startsWith(opens) ? rest.indexOf(closes) : -1
  if (closesAt !== -1) {
    thinking = thinkingOf(rest.slice(opens.length, closesAt + 1))
    rest = rest.slice(closesAt + closes.length)
  }
  const end = `\n<!-- ${id} end -->\n`
  const endAt = rest.lastIndexOf(end)
  const added = endAt === -1 ? '' : rest.slice(endAt + end.length).split('\n').filter((each) => !/^(?:- .*|\*.*\*|\s*)$/.test(each)).join('\n')
  // One line break ends the text, another is the empty line before the next marker.
  const text = endAt === -1 ? withoutEnd(withoutEnd(rest, isLast ? '' : '\n'), '\n') : withoutEnd(rest.slice(0, endAt), '\n')
  return { id, heading: hasHeading ? line.slice(3) : '', thinking: unescaped(thinking), text: unescaped(withoutStart(text, '\n')) + (added === '' ? '' : `\n\n${unescaped(added)}`) }
}

const thinkingOf = (block: string): string =>
  block.startsWith(THINKING_HEAD) && block.endsWith(THINKING_TAIL) && block.length >= THINKING_HEAD.length + THINKING_TAIL.length
    ? block.slice(THINKING_HEAD.length, -THINKING_TAIL.length)
    : block.replace(/<\/?details>|<summary>.*?<\/summary>/g, '').trim()

const escaped = (text: string): string => text.toWellFormed().replace(TO_ESCAPE, String.raw`$1\$2`)
const unescaped = (text: string): string => text.replace(ESCAPED, '$1$2')
const withoutEnd = (text: string, end: string): string => (end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text)
const withoutStart = (text: string, start: string): string => (text.startsWith(start) ? text.slice(start.length) : text)

// The file stands in `Chats/`; a link in Markdown is relative to it.
const linkTo = (path: string): string => {
  const relative = path.startsWith('Chats/') ? path.slice('Chats/'.length) : `../${path}`
  return relative.split('/').map((part) => (part === '..' ? part : encodeURIComponent(part.toWellFormed()).replace(/[()!'*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`))).join('/')
}
