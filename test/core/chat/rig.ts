import { createClock } from '../../../src/main/adapters/clock/index.ts'
import type { Attachment } from '../../../src/contract/attachments.ts'
import type { ChatEvent, ChatId, Message, MessageId, ShownMessage } from '../../../src/contract/chat.ts'
import type { ModelFile } from '../../../src/contract/models.ts'
import type { Labels } from '../../../src/contract/privacy.ts'
import { SettingsSchema } from '../../../src/contract/settings.ts'
import type { AnswerTurn, TurnEvent, TurnRequest } from '../../../src/main/core/answers/index.ts'
import { createChat } from '../../../src/main/core/chat/index.ts'
import type { Chat, ChatDeps } from '../../../src/main/core/chat/index.ts'
import type { LlmTurn } from '../../../src/main/core/ports/index.ts'
import { joinLabels, noLabels } from '../../../src/main/core/routing/index.ts'
import { fakeChats, fakeJournal } from '../../fakes/chats.ts'

export const NEVER = new AbortController().signal
export const MODEL: ModelFile = { id: 'tiny', kind: 'language', path: '/models/tiny.gguf', sizeBytes: 1, demo: true, fault: null }
export const MEMO_LABELS: Labels = { ...noLabels, sources: [{ origin: 'memo' }] }

export const ROUTE = {
  type: 'route',
  decision: { where: 'local', destination: null, verdict: null, hide: [], reasons: [{ words: 'It stays here.', rule: 'mode' }] },
  labels: { ...noLabels, sources: [{ origin: 'chat' }] },
  zone: 'mac',
  destination: null,
  model: 'tiny',
  hiddenCount: 0,
  foundCount: 0,
  parts: null,
} as const satisfies TurnEvent
export const usage = (tokensIn: number, tokensOut: number): TurnEvent => ({ type: 'usage', tokensIn, tokensOut, tokensPerSecond: 31, firstTokenMs: 9, priceUsd: null, bytesOut: 0, ledgerSeqs: [] })
export const DONE: TurnEvent = { type: 'done', stopReason: 'end' }
/** A whole answer. */
export const saying = (...words: readonly string[]): readonly TurnEvent[] => [ROUTE, ...words.map((text) => ({ type: 'delta' as const, text })), usage(10, words.length), DONE]

/** An answer that comes only as the test lets it. */
export interface Script {
  readonly request: TurnRequest
  give(...events: readonly TurnEvent[]): void
  end(): void
  fail(error: unknown): void
  /** What it still tells when it is stopped. */
  whenStopped(event: TurnEvent): void
}

type Answerer = (request: TurnRequest) => readonly TurnEvent[] | null

interface Options extends Partial<Pick<ChatDeps, 'destinations' | 'placesFor'>> {
  readonly files?: ReturnType<typeof fakeChats>
  readonly paper?: ReturnType<typeof fakeJournal>
  /** Real ones, in the place of the doubles. */
  readonly real?: Pick<ChatDeps, 'chats' | 'journal'>
  readonly settings?: Partial<ReturnType<ChatDeps['settings']>>
  /** Null hands the answer over to the test. */
  readonly answer?: Answerer
  readonly contextTokens?: number
  readonly state?: ReturnType<ChatDeps['llm']['facts']>['state']
  readonly model?: ModelFile | null
  readonly title?: (prompt: string, signal: AbortSignal) => unknown
  readonly piece?: ChatDeps['attachments']['piece']
  /** A summary by the model on this Mac. */
  readonly sumUp?: (messages: readonly LlmTurn[], signal: AbortSignal) => string | Promise<string>
}

/** A chat over doubles: files and journal in memory, an answer that says what it is told, a model whose tokens are words. */
export const startChat = (options: Options = {}) => {
  const files = options.files ?? fakeChats()
  const paper = options.paper ?? fakeJournal()
  const scripts: Script[] = []
  const requests: TurnRequest[] = []
  const opened: string[] = []
  const active = new Map<string | null, number>()
  const prepared: string[] = []
  const bugs: unknown[] = []
  const settings = { ...SettingsSchema.parse({}).chat, ...options.settings }
  const { answer: answerer = () => null } = options

  const answer: AnswerTurn = async function* run(request, signal) {
    active.set(request.chat, (active.get(request.chat) ?? 0) + 1)
    try {
      return yield* play(request, signal)
    } finally {
      active.set(request.chat, (active.get(request.chat) ?? 1) - 1)
    }
  }
  const play: AnswerTurn = async function* play(request, signal) {
    requests.push(request)
    const given = answerer(request)
    if (given !== null) return yield* given
    const queue: (TurnEvent | { readonly error: unknown } | null)[] = []
    let wake = (): void => {}
    const put = (...items: typeof queue): void => {
      queue.push(...items)
      wake()
    }
    let last: TurnEvent | null = null
    scripts.push({ request, give: (...events) => put(...events), end: () => put(null), fail: (error) => put({ error }), whenStopped: (event) => void (last = event) })
    const aborted = (): void => wake()
    signal.addEventListener('abort', aborted)
    for (;;) {
      if (signal.aborted && last !== null) yield last
      signal.throwIfAborted()
      const next = queue.shift()
      if (next === undefined) await new Promise<void>((resolve) => (wake = resolve))
      else if (next === null) return undefined
      else if ('error' in next) throw next.error
      else yield next
    }
  }
  const deps: ChatDeps = {
    chats: options.real?.chats ?? files.chats,
    journal: options.real?.journal ?? paper.journal,
    answer,
    attachments: {
      take: async (ids) => ids.map(toAttachment),
      piece: options.piece ?? (async ({ title }) => ({ title, text: `all of ${title}`, origin: 'memo', folder: 'Memos', tags: ['work'] })),
    },
    llm: {
      countChat: async (_model, messages) => countWords(messages.map(({ text }) => text).join(' ')),
      completeJson: async ({ prompt, signal }) => (options.title ?? (() => ({ title: '' })))(prompt, signal),
      chat: async function* sum({ messages, signal }) {
        yield { type: 'delta', text: await (options.sumUp ?? (() => 'They greeted.'))(messages, signal) }
        yield { type: 'done', stopReason: 'end' }
        return undefined
      },
      facts: () => ({ state: options.state ?? 'ready', contextTokens: options.contextTokens ?? 4096 }),
      prepare: ({ id }) => void prepared.push(id),
    },
    localModel: () => (options.model === undefined ? MODEL : options.model),
    settings: () => settings,
    destinations: options.destinations ?? (() => []),
    placesFor: options.placesFor ?? (async (_pieces, carried, chatId) => (options.destinations ?? (() => []))(carried, chatId)),
    joinLabels,
    label: async (pieces) => ({ ...noLabels, topics: pieces.some(({ text }) => text.includes('alpha')) ? ['health'] : [] }),
    openFile: async (path) => void opened.push(path),
    clock: createClock(),
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: (_event, error) => void bugs.push(error) },
  }
  const chat = createChat(deps)
  chat.start()
  return { chat, files, paper, scripts, requests, opened, prepared, deps, /** What went into the log as a fault of the program. */ bugs, active: (chatId: ChatId) => active.get(chatId) ?? 0, ...verbsOf(chat) }
}

export const countWords = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length

const toAttachment = (attachmentId: string): Attachment => ({ attachmentId, title: `Memo ${attachmentId}`, kind: 'memo', origin: 'memo', sizeBytes: 10, tokens: 4, exact: true, labels: MEMO_LABELS, path: `Memos/${attachmentId}.md`, memoId: null })

const verbsOf = (chat: Chat) => {
  const shown = async (chatId: ChatId): Promise<readonly ShownMessage[]> => (await chat.open({ chatId, limit: 500 })).messages
  const message = async (chatId: ChatId, messageId: MessageId): Promise<Message> => {
    const found = (await shown(chatId)).find((each) => each.messageId === messageId)
    if (found === undefined) throw new Error(`${messageId} is not shown.`)
    return found
  }
  return {
    shown,
    message,
    send: (text: string, chatId?: ChatId, more: Partial<Parameters<Chat['send']>[0]> = {}) => chat.send({ text, chatId, attachmentIds: [], hard: false, ...more }, NEVER),
    /** Waits until no answer is being made. */
    settled: (chatId: ChatId) => until(async () => (await chat.open({ chatId, limit: 1 })).head.running === null),
  }
}

/** Asks again and again until it is so. */
export const until = async (isSo: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> => {
  const end = Date.now() + timeoutMs
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error('It never came to be so.')
    await new Promise<void>((resolve) => setTimeout(resolve, 2))
  }
}

/** Follows a chat and keeps what it is told. */
export const follow = (chat: Chat, chatId: ChatId) => {
  const leaving = new AbortController()
  const events: ChatEvent[] = []
  const ended = (async () => {
    for await (const event of chat.follow(chatId, leaving.signal)) events.push(event)
  })()
  return { events, types: () => events.map(({ type }) => type), has: (type: ChatEvent['type']) => until(() => events.some((event) => event.type === type)), leave: () => leaving.abort(), ended }
}
