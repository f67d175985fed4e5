// A double, and said to be one: the chats of the host in memory. It answers every turn with made-up words at a speed of its
// own, and keeps versions as the real one does; test/core and test/e2e have the real chat.
import { implement } from '@orpc/server'
import type { ChatEvent, ChatHead, ChatId, ChatMode, Message, MessageId, ShownMessage } from '../../src/contract/chat.ts'
import { AppError } from '../../src/contract/errors.ts'
import { contract } from '../../src/contract/index.ts'
import type { createFakeAttachments } from './fake-attachments.ts'
import { found, listed, shown, type Chat } from './fake-chat-lists.ts'
import { chatId, designChats, localMade, message, NO_LABELS, type KeptChat } from './fake-chat-data.ts'

export interface FakeChatOptions {
  readonly chats?: readonly KeptChat[]
  readonly tokensPerSecond?: number
  /** What is answered to a text. */
  readonly reply?: (text: string) => string
  /** Answers that are not made but offered, kept or failed. */
  readonly outcome?: (text: string) => Partial<Message> | null
  readonly localModel?: string | null
}

const REPLY = 'The boats are covered for the winter.\n\nChapter three should start with the **bicycle**, and not with the hospital.'

export const createFakeChat = (calls: string[], attachments: ReturnType<typeof createFakeAttachments>, options: FakeChatOptions = {}) => {
  const { chats: kept = designChats(), reply = () => REPLY, outcome = () => null, localModel = 'gemma-3-4b' } = options
  let tokensPerSecond = options.tokensPerSecond ?? 60
  const chats = new Map<ChatId, Chat>()
  const wakes = new Set<() => void>()
  let revision = 1
  let draft = ''
  let made = 0x100

  const keep = ({ head, messages, unreadable = '' }: KeptChat): Chat => {
    const chat: Chat = { head: { ...head, localModel }, messages: [...messages], chosen: new Map(), running: null, deleted: false, unreadable: unreadable || null, listeners: new Set(), ended: () => {} }
    chats.set(head.chatId, chat)
    return chat
  }
  for (const each of kept) keep(each)

  const ofId = (id: ChatId): Chat => {
    const chat = chats.get(id)
    if (!chat || chat.deleted) throw new AppError('NOT_FOUND', 'This chat is not here.', { next: 'Choose another one.' })
    return chat
  }
  const headOf = (chat: Chat): ChatHead => ({ ...chat.head, running: chat.running, messageCount: shown(chat).length })
  const shownOne = (chat: Chat, id: MessageId): ShownMessage => {
    const found = shown(chat).find((each) => each.messageId === id)
    if (!found) throw new AppError('NOT_FOUND', 'This message is not here.')
    return found
  }
  const tell = (chat: Chat, event: ChatEvent): void => {
    for (const listener of chat.listeners) listener(event)
  }
  const touchList = (): void => {
    revision += 1
    for (const wake of wakes) wake()
  }
  const tellHead = (chat: Chat): void => {
    tell(chat, { type: 'head', head: headOf(chat) })
    touchList()
  }
  const change = (chat: Chat, id: MessageId, next: Partial<Message>): void => {
    chat.messages = chat.messages.map((each) => (each.messageId === id ? { ...each, ...next } : each))
  }
  const add = (chat: Chat, role: Message['role'], parentId: MessageId | null, next: Partial<Message>): Message => {
    const one = { ...message(chat.messages.length + 1, role, ''), parentId, at: '2026-11-22T16:05:00+01:00', ...next }
    chat.messages.push(one)
    chat.chosen.set(parentId, one.messageId)
    return one
  }
  const tellAfter = (chat: Chat, parentId: MessageId | null): void => {
    tell(chat, { type: 'after', messageId: parentId })
    const all = shown(chat)
    const from = parentId === null ? 0 : all.findIndex((each) => each.messageId === parentId) + 1
    for (const each of all.slice(from)) tell(chat, { type: 'message', message: each })
  }

  /** Writes a text into an answer, piece by piece; ends early when it is stopped. */
  const write = async (chat: Chat, id: MessageId, text: string, before: string): Promise<void> => {
    const madeBy = localMade({ tokensPerSecond: null, tokensOut: null })
    change(chat, id, { state: 'writing', madeBy })
    tell(chat, { type: 'message', message: shownOne(chat, id) })
    tell(chat, { type: 'route', messageId: id, madeBy })
    const pieces = text.match(/\s*\S+/g) ?? []
    const started = performance.now()
    let stopped = false
    chat.ended = () => {
      stopped = true
    }
    let all = before
    let at = 0
    // What is due comes in one piece, at most thirty times a second, as the host does it.
    while (at < pieces.length && !stopped) {
      await new Promise((resolve) => setTimeout(resolve, 33))
      const due = Math.min(pieces.length, Math.floor(((performance.now() - started) / 1000) * tokensPerSecond))
      const piece = pieces.slice(at, due).join('')
      if (piece === '' || stopped) continue
      tell(chat, { type: 'delta', messageId: id, at: all.length, text: piece })
      all += piece
      at = due
      change(chat, id, { text: all })
    }
    change(chat, id, { state: stopped ? 'stopped' : 'finished', madeBy: localMade() })
    chat.running = null
    tell(chat, { type: 'usage', messageId: id, madeBy: localMade() })
    // Another version may be shown by now.
    for (const one of shown(chat)) if (one.messageId === id) tell(chat, { type: 'done', message: one })
    tellHead(chat)
  }
  const begin = (chat: Chat, parentId: MessageId | null, text: string, next: Partial<Message> = {}): { chatId: ChatId; messageId: MessageId } => {
    if (chat.running !== null) throw new AppError('CONFLICT', 'Another answer is being made in this chat.', { next: 'Stop it, or wait for it.' })
    const instead = outcome(text)
    const answer = add(chat, 'answer', parentId, { state: 'waiting', madeBy: null, ...next, ...instead })
    tellAfter(chat, parentId)
    if (!instead) {
      chat.running = answer.messageId
      void write(chat, answer.messageId, reply(text), '')
    }
    tellHead(chat)
    return { chatId: chat.head.chatId, messageId: answer.messageId }
  }
  const fresh = (text: string, mode: ChatMode): Chat => {
    made += 1
    const title = text.split(/\s+/).slice(0, 5).join(' ').slice(0, 60)
    return keep({ head: { chatId: chatId(made), title, path: `Chats/2026-11-22 1605 ${title}.md`, pinned: false, mode, privateBecause: null, labels: NO_LABELS, meter: { usedTokens: 40, heldTokens: 16_384, exact: true }, localModel, draft: '' }, messages: [] })
  }
  const { chat: c } = implement(contract)
  const parts = {
    send: c.send.handler(({ input }) => {
      calls.push(`send ${input.text}${input.hard ? ' hard' : ''}${input.attachmentIds.length > 0 ? ` with ${input.attachmentIds.length}` : ''}`)
      const chat = input.chatId === undefined ? fresh(input.text, input.mode ?? 'auto') : ofId(input.chatId)
      const turn = add(chat, 'you', shown(chat).at(-1)?.messageId ?? null, { text: input.text, attachments: attachments.take(input.attachmentIds) })
      tell(chat, { type: 'message', message: shownOne(chat, turn.messageId) })
      return begin(chat, turn.messageId, input.text)
    }),
    stop: c.stop.handler(({ input }) => (calls.push('stop'), ofId(input.chatId).ended(), {})),
    regenerate: c.regenerate.handler(({ input }) => {
      calls.push(`regenerate ${input.messageId} ${JSON.stringify(input.place ?? null)}`)
      const chat = ofId(input.chatId)
      const answer = shownOne(chat, input.messageId)
      const turn = chat.messages.find((each) => each.messageId === answer.parentId)
      return begin(chat, answer.parentId, turn?.text ?? '')
    }),
    edit: c.edit.handler(({ input }) => {
      calls.push(`edit ${input.messageId} ${input.text}`)
      const chat = ofId(input.chatId)
      const { parentId, attachments: before } = shownOne(chat, input.messageId)
      const turn = add(chat, 'you', parentId, { text: input.text, attachments: input.attachmentIds ? attachments.take(input.attachmentIds) : before })
      tellAfter(chat, parentId)
      return begin(chat, turn.messageId, input.text)
    }),
    continue: c.continue.handler(({ input }) => {
      calls.push(`continue ${input.messageId}`)
      const chat = ofId(input.chatId)
      const { text } = shownOne(chat, input.messageId)
      chat.running = input.messageId
      void write(chat, input.messageId, ` ${reply('')}`, text)
      tellHead(chat)
      return { chatId: input.chatId, messageId: input.messageId }
    }),
    showVersion: c.showVersion.handler(({ input }) => {
      calls.push(`showVersion ${input.messageId}`)
      const chat = ofId(input.chatId)
      const parentId = chat.messages.find((each) => each.messageId === input.messageId)?.parentId ?? null
      chat.chosen.set(parentId, input.messageId)
      tellAfter(chat, parentId)
      return {}
    }),
    makeRoom: c.makeRoom.handler(({ input }) => {
      calls.push(`makeRoom ${input.how}`)
      const chat = ofId(input.chatId)
      chat.head = { ...chat.head, meter: { usedTokens: 1200, heldTokens: 16_384, exact: true } }
      tellHead(chat)
      return {}
    }),
    open: c.open.handler(({ input: { chatId: id, before, around, limit } }) => {
      const chat = ofId(id)
      if (chat.unreadable !== null) throw new AppError('DAMAGED', chat.unreadable)
      const all = shown(chat)
      const at = (wanted: MessageId): number => all.findIndex((each) => each.messageId === wanted)
      const end = around !== undefined && at(around) >= 0 ? Math.min(all.length, at(around) + Math.ceil(limit / 2)) : before !== undefined && at(before) >= 0 ? at(before) : all.length
      const start = Math.max(0, end - limit)
      return { head: headOf(chat), messages: all.slice(start, end), hasBefore: start > 0, hasAfter: end < all.length }
    }),
    follow: c.follow.handler(async function* ({ input, signal }) {
      const chat = ofId(input.chatId)
      const queue: ChatEvent[] = [{ type: 'head', head: headOf(chat) }]
      if (chat.running !== null) queue.push({ type: 'message', message: shownOne(chat, chat.running) })
      let wake = (): void => {}
      const listener = (event: ChatEvent): void => {
        queue.push(event)
        wake()
      }
      chat.listeners.add(listener)
      signal?.addEventListener('abort', () => wake(), { once: true })
      try {
        while (!signal?.aborted) {
          const next = queue.shift()
          if (next) yield next
          else await new Promise<void>((resolve) => (wake = resolve))
        }
      } finally {
        chat.listeners.delete(listener)
      }
    }),
    list: c.list.handler(({ input }) => listed([...chats.values()], input)),
    listChanges: c.listChanges.handler(async function* ({ signal }) {
      while (!signal?.aborted) {
        const told = revision
        yield { revision: told }
        if (told === revision) {
          await new Promise<void>((resolve) => {
            wakes.add(resolve)
            signal?.addEventListener('abort', () => resolve(), { once: true })
          })
        }
      }
    }),
    search: c.search.handler(({ input }) => ({ hits: found([...chats.values()], input) })),
    rename: c.rename.handler(({ input }) => {
      calls.push(`rename ${input.title}`)
      const chat = ofId(input.chatId)
      chat.head = { ...chat.head, title: input.title }
      tellHead(chat)
      return {}
    }),
    pin: c.pin.handler(({ input }) => {
      calls.push(`pin ${input.pinned}`)
      const chat = ofId(input.chatId)
      chat.head = { ...chat.head, pinned: input.pinned }
      tellHead(chat)
      return {}
    }),
    setMode: c.setMode.handler(({ input }) => {
      calls.push(`mode ${JSON.stringify(input.mode)}`)
      const chat = ofId(input.chatId)
      chat.head = { ...chat.head, mode: input.mode }
      tellHead(chat)
      return {}
    }),
    delete: c.delete.handler(({ input }) => {
      calls.push(`delete ${input.chatId}`)
      const chat = ofId(input.chatId)
      chat.deleted = true
      tell(chat, { type: 'deleted' })
      touchList()
      return {}
    }),
    undelete: c.undelete.handler(({ input }) => {
      calls.push(`undelete ${input.chatId}`)
      const chat = chats.get(input.chatId)
      if (chat) chat.deleted = false
      touchList()
      return {}
    }),
    export: c.export.handler(({ input }) => ({ fileName: `${ofId(input.chatId).head.title}.${input.format === 'markdown' ? 'md' : input.format === 'json' ? 'json' : 'txt'}`, text: shown(ofId(input.chatId)).map((each) => each.text).join('\n\n') })),
    setDraft: c.setDraft.handler(({ input }) => {
      if (input.chatId === null) draft = input.text
      else {
        const chat = ofId(input.chatId)
        chat.head = { ...chat.head, draft: input.text }
      }
      return {}
    }),
    draft: c.draft.handler(() => ({ text: draft })),
    raw: c.raw.handler(({ input }) => ({ path: ofId(input.chatId).head.path, text: '---\nid: nonsense\n---\nEdited by hand.' })),
    openFile: c.openFile.handler(() => {
      throw new AppError('UNSUPPORTED', 'No editor can be opened from here.')
    }),
  }

  return {
    parts,
    /** From now on it writes so fast. */
    setSpeed: (next: number): void => void (tokensPerSecond = next),
    /** Changes a message behind the page's back, and tells it. */
    change: (id: ChatId, one: MessageId, next: Partial<Message>): void => {
      const chat = ofId(id)
      change(chat, one, next)
      tell(chat, { type: 'message', message: shownOne(chat, one) })
    },
    tell: (id: ChatId, event: ChatEvent): void => tell(ofId(id), event),
    messages: (id: ChatId): readonly ShownMessage[] => shown(ofId(id)),
    /** The last answer goes on, with the same words once more. */
    goOn: (id: ChatId): void => {
      const chat = ofId(id)
      for (const { messageId: last, text } of shown(chat).slice(-1)) void write(chat, (chat.running = last), `\n\n${reply('')}`, text)
    },
    /** Puts a chat back as it was at first. */
    forget: (id: ChatId): void => kept.filter(({ head }) => head.chatId === id).forEach(keep),
    followers: (id: ChatId): number => ofId(id).listeners.size,
    /** Begins an answer as another window would. */
    begin: (id: ChatId, text: string): void => {
      const chat = ofId(id)
      const turn = add(chat, 'you', shown(chat).at(-1)?.messageId ?? null, { text })
      tell(chat, { type: 'message', message: shownOne(chat, turn.messageId) })
      begin(chat, turn.messageId, text)
    },
  }
}
