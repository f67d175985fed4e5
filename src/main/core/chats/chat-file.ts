import { ChatIdSchema, ChatModeSchema, MessageIdSchema } from '../../../contract/chat.ts'
import type { Message, MessageId } from '../../../contract/chat.ts'
import { pathTo } from '../lib/chat-path.ts'
import type { ReadYaml } from '../ports/index.ts'
import type { ChatRecord } from './chats.ts'
import { fromFacts, isRecord, toFacts } from './facts.ts'
import { splitFile, splitFrontmatter, toLine } from './frontmatter.ts'
import { joinMessages } from './messages.ts'
import { parseBody, renderBody } from './sections.ts'

const OWN_KEYS: ReadonlySet<string> = new Set(['id', 'kind', 'title', 'created', 'pinned', 'mode', 'made-title', 'shown', 'messages'])

/** What is in a chat's file beside the chat, and stays in it. */
export interface Theirs {
  readonly frontmatter: string
  readonly preamble: string
}

export type ParsedChat = { readonly record: ChatRecord; readonly theirs: Theirs } | { readonly unreadable: string }

export const NOTHING_THEIRS: Theirs = { frontmatter: '', preamble: '' }

/** The file of a chat: Markdown that anybody can read and search, with what only Freehold needs above it. */
export const renderChat = ({ chatId, title, titled, createdAt, pinned, mode, messages, leaf }: Omit<ChatRecord, 'path'>, theirs: Theirs): string => {
  const shown = new Set(pathTo(messages, leaf).map(({ messageId }) => messageId))
  const last = messages.at(-1)?.messageId ?? null
  const head = [
    `id: ${toLine(chatId)}`,
    'kind: chat',
    `title: ${toLine(title)}`,
    `created: ${toLine(createdAt)}`,
    `pinned: ${pinned}`,
    `mode: ${typeof mode === 'string' ? mode : toLine(mode)}`,
    // A title that no longer is the one we made was given by a person, in an editor.
    ...(titled ? [] : [`made-title: ${toLine(title)}`]),
    ...(leaf === last ? [] : [`shown: ${leaf}`]),
    ...(theirs.frontmatter === '' ? [] : [theirs.frontmatter]),
    ...(messages.length === 0 ? [] : ['messages:', ...messages.map((message, index) => `  - ${toLine(toFacts(message, messages[index - 1]?.messageId ?? null))}`)]),
  ]
  return `---\n${head.join('\n')}\n---\n\n${renderBody(theirs.preamble, messages, shown)}`
}

/** Reads a chat's file as it stands, however it was edited; says in a sentence why it is no chat any more. */
export const parseChat = (path: string, file: string, readYaml: ReadYaml): ParsedChat => {
  const split = splitFile(file)
  if (split === null) return unreadable('The lines between --- at its top are missing.')
  const { own, theirs } = splitFrontmatter(split.frontmatter, OWN_KEYS)
  const head = readHead(own, theirs, readYaml)
  if (head === null) return unreadable('The lines between --- at its top can no longer be read.')
  const chatId = ChatIdSchema.safeParse(head['id'])
  if (!chatId.success || head['kind'] !== 'chat') return unreadable('Its id, or the line “kind: chat”, is missing.')
  const facts = readMessages(own.get('messages'), readYaml)
  if (facts === null) return unreadable('What its messages have above the text can no longer be read.')
  const { preamble, sections } = parseBody(split.body)
  if (sections.length === 0 && (facts.length > 0 || preamble !== '')) return unreadable('The lines that tell its messages apart are missing.')

  const createdAt = typeof head['created'] === 'string' ? head['created'] : (facts[0]?.at ?? '')
  const last = facts.at(-1)?.messageId ?? null
  const shown = MessageIdSchema.safeParse(head['shown'])
  const wanted = head['shown'] === null ? null : shown.success && facts.some(({ messageId }) => messageId === shown.data) ? shown.data : last
  const title = typeof head['title'] === 'string' ? head['title'] : head['title'] === undefined || head['title'] === null ? '' : String(head['title'])
  return {
    record: {
      chatId: chatId.data,
      path,
      title,
      titled: head['made-title'] !== title,
      createdAt,
      pinned: head['pinned'] === true,
      mode: ChatModeSchema.catch('auto').parse(head['mode']),
      ...joinMessages(facts, wanted, sections, createdAt),
    },
    theirs: { frontmatter: theirs, preamble },
  }
}

const unreadable = (why: string): ParsedChat => ({ unreadable: `This file is no chat any more: it is kept as it is. ${why}` })

// One line a value, as Freehold writes it, needs no YAML parser; a twentieth of the time.
const readHead = (own: ReadonlyMap<string, string>, theirs: string, readYaml: ReadYaml): Readonly<Record<string, unknown>> | null => {
  const head: Record<string, unknown> = {}
  const rest: string[] = []
  for (const [key, text] of own) {
    if (key === 'messages') continue
    const value = asWritten(text)
    if (value === undefined) rest.push(`${key}: ${text}`)
    else head[key] = value
  }
  if (rest.length === 0 && theirs === '') return head
  const read = readYaml([...rest, theirs].join('\n'))
  if (read === null) return theirs.split('\n').every((line) => line === '' || line.startsWith('#')) && rest.length === 0 ? head : null
  // Something of ours stands among the person's lines: then it stands there twice.
  return [...OWN_KEYS].some((key) => Object.hasOwn(read, key) && (Object.hasOwn(head, key) || key === 'messages')) ? null : { ...read, ...head }
}

const asWritten = (text: string): unknown => {
  if (/^(?:chat|auto|local-only|ask|m[0-9]{1,7})$/.test(text)) return text
  if (!/^(?:["{]|true$|false$|null$)/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const readMessages = (block: string | undefined, readYaml: ReadYaml): readonly Message[] | null => {
  if (block === undefined || block === '' || block === '[]') return []
  const written = listAsWritten(block)
  const list: unknown = written ?? readYaml(`messages:${block.startsWith('\n') ? '' : ' '}${block}`)?.['messages']
  if (!Array.isArray(list)) return null
  const messages: Message[] = []
  const ids = new Set<MessageId>()
  let before: MessageId | null = null
  for (const facts of list as readonly unknown[]) {
    const message: Message | null = isRecord(facts) ? fromFacts(facts, before) : null
    if (message === null || ids.has(message.messageId)) return null
    ids.add(message.messageId)
    messages.push(message)
    before = message.messageId
  }
  return messages
}

const listAsWritten = (block: string): readonly unknown[] | null => {
  const lines = block.split('\n')
  if (lines[0] !== '' || !lines.every((line, index) => index === 0 || line.startsWith('  - {'))) return null
  try {
    return JSON.parse(`[${lines.slice(1).map((line) => line.slice(4)).join(',')}]`) as readonly unknown[]
  } catch {
    return null
  }
}
