import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import type { ChatId, Message } from '../../../src/contract/chat.ts'
import { DONE, follow, NEVER, ROUTE, startChat } from './rig.ts'

/**
 * A life of two chats: turns, stops, versions, edits, room, failures, a disk that fills, and hosts that are killed and begin again over
 * the same files. Whatever the order: what was sent or told is never lost, no chat has two answers under way, and its messages stay a tree.
 */
type Step =
  | { readonly type: 'send' | 'words' | 'end' | 'offer' | 'break' | 'stop' | 'regenerate' | 'edit' | 'continue' | 'show' | 'room'; readonly chat: number; readonly at: number }
  | { readonly type: 'kill' }
  | { readonly type: 'disk'; readonly full: boolean }

type Verb = Exclude<Step['type'], 'kill' | 'disk'>
const verbs = (...types: readonly Verb[]): fc.Arbitrary<readonly Step[]> =>
  fc.tuple(fc.nat(1), fc.nat(20)).map(([chat, at]) => types.map((type) => ({ type, chat, at })))
// What belongs together comes together more often than by chance.
const moves: fc.Arbitrary<readonly Step[]> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom<Verb>('send', 'words', 'end', 'offer', 'break', 'stop', 'regenerate', 'edit', 'continue', 'show', 'room').chain((verb) => verbs(verb)) },
  { weight: 5, arbitrary: fc.constantFrom<Verb>('send', 'regenerate', 'edit', 'continue').chain((verb) => verbs(verb, 'words', 'words', 'end')) },
  { weight: 2, arbitrary: fc.constantFrom<Verb>('stop', 'break', 'offer', 'show').chain((verb) => verbs('send', 'words', verb, 'end')) },
  { weight: 1, arbitrary: fc.constant<readonly Step[]>([{ type: 'kill' }]) },
  { weight: 1, arbitrary: verbs('end').map((end): readonly Step[] => [{ type: 'disk', full: true }, ...end]) },
  { weight: 2, arbitrary: fc.constant<readonly Step[]>([{ type: 'disk', full: false }]) },
)
const steps = fc.array(moves, { minLength: 8, maxLength: 30, size: 'max' }).map((each) => each.flat())
const EXPECTED = new Set(['CONFLICT', 'BAD_REQUEST', 'NOT_FOUND', 'DISK_FULL'])

const calm = async (): Promise<void> => {
  for (let turn = 0; turn < 8; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve))
}

const live = async (life: readonly Step[]): Promise<{ readonly words: number; readonly kills: number; readonly unsaved: number }> => {
  let host = startChat()
  let followed: ReturnType<typeof follow>[] = []
  const chatIds: (ChatId | null)[] = [null, null]
  const sent: { readonly chatId: ChatId; readonly text: string }[] = []
  // By chat and message, as it was shown when the answer had come so far.
  const told = new Map<string, string>()
  let counter = 0
  let kills = 0
  let unsaved = 0

  // The script that runs in a chat: the last one that was begun and whose generator is still read.
  const scriptOf = (chatId: ChatId) => host.scripts.findLast(({ request }) => request.chat === chatId)
  const running = async (chatId: ChatId) => (await host.chat.open({ chatId, limit: 1 })).head.running
  const allOf = (chatId: ChatId): readonly Message[] => {
    const kept = host.paper.journal.list().filter((answer) => answer.chatId === chatId)
    const record = host.files.record(chatId)
    return record.messages.map((message) => kept.find((answer) => answer.message.messageId === message.messageId)?.message ?? message)
  }
  const watch = (chatId: ChatId): void => void followed.push(follow(host.chat, chatId))

  const act = async (step: Step): Promise<void> => {
    if (step.type === 'disk') return host.files.refuse(step.full ? new AppError('DISK_FULL', 'The disk is full.') : null)
    if (step.type === 'kill') {
      kills += 1
      for (const each of followed) each.leave()
      host = startChat({ files: host.files.reopen(), paper: host.paper.reopen() })
      followed = []
      await calm()
      for (const chatId of chatIds) {
        if (chatId === null) continue
        watch(chatId)
        for (const { messageId, text } of allOf(chatId)) {
          const before = told.get(`${chatId} ${messageId}`)
          // The last half second of it may be lost, and nothing else.
          if (before !== undefined) expect(before.startsWith(text) || text.startsWith(before)).toBe(true)
          if (before === undefined || !lastRunning.has(`${chatId} ${messageId}`)) continue
          if (text === '') told.delete(`${chatId} ${messageId}`)
          else told.set(`${chatId} ${messageId}`, text)
        }
      }
      lastRunning.clear()
      return
    }
    const chatId = chatIds[step.chat] ?? null
    counter += 1
    const text = `turn ${counter}`
    if (step.type === 'send') {
      const begun = await host.send(text, chatId ?? undefined)
      sent.push({ chatId: begun.chatId, text })
      if (chatId === null) {
        chatIds[step.chat] = begun.chatId
        watch(begun.chatId)
      }
      return
    }
    if (chatId === null) return
    const messages = host.files.record(chatId).messages
    const some = messages[step.at % messages.length]?.messageId
    if (some === undefined) return
    switch (step.type) {
      case 'words':
        if ((await running(chatId)) !== null) scriptOf(chatId)?.give(ROUTE, { type: 'delta', text: `word ${counter}, ` })
        return
      case 'end':
        if ((await running(chatId)) === null) return
        scriptOf(chatId)?.give(ROUTE, DONE)
        return scriptOf(chatId)?.end()
      case 'offer':
        if ((await running(chatId)) === null) return
        scriptOf(chatId)?.give(ROUTE, { type: 'offer', offer: { why: 'hard', words: 'x', tokens: null, holds: null, local: true, parts: null, destinations: [] } })
        return scriptOf(chatId)?.end()
      case 'break':
        if ((await running(chatId)) !== null) scriptOf(chatId)?.fail(new AppError('ENGINE_CRASHED', 'It ended.'))
        return
      case 'stop':
        return host.chat.stop(chatId)
      case 'regenerate':
        return void (await host.chat.regenerate(chatId, some, undefined))
      case 'edit':
        await host.chat.edit(chatId, some, { text })
        sent.push({ chatId, text })
        return
      case 'continue':
        return void (await host.chat.continue(chatId, host.files.record(chatId).leaf ?? some))
      case 'show':
        return host.chat.showVersion(chatId, some)
      case 'room':
        return host.chat.makeRoom(chatId, 'leave-out', NEVER)
    }
  }

  const lastRunning = new Set<string>()
  const judge = async (): Promise<void> => {
    lastRunning.clear()
    for (const chatId of chatIds) {
      if (chatId === null) continue
      const record = host.files.record(chatId)
      const ids = record.messages.map(({ messageId }) => messageId)
      expect(new Set(ids).size).toBe(ids.length)
      for (const { messageId } of record.messages) {
        const seen = new Set<string>()
        for (let at: Message | undefined = record.messages.find((each) => each.messageId === messageId); at !== undefined; ) {
          expect(seen.has(at.messageId)).toBe(false)
          seen.add(at.messageId)
          const { parentId }: Message = at
          at = parentId === null ? undefined : record.messages.find((each) => each.messageId === parentId)
          if (parentId !== null) expect(at).toBeDefined()
        }
      }
      expect(record.leaf === null || ids.includes(record.leaf)).toBe(true)
      expect(host.active(chatId)).toBeLessThanOrEqual(1)

      const { messages, head } = await host.chat.open({ chatId, limit: 500 })
      expect(messages.filter(({ state }) => state === 'waiting' || state === 'writing').length).toBeLessThanOrEqual(head.running === null ? 0 : 1)
      if (head.running !== null) lastRunning.add(`${chatId} ${head.running}`)
      for (const { messageId, role, text } of messages) if (role === 'answer' && text !== '') told.set(`${chatId} ${messageId}`, text)
      const all = [...messages, ...allOf(chatId)]
      for (const { text } of sent.filter((each) => each.chatId === chatId)) expect(all.some((message) => message.role === 'you' && message.text === text)).toBe(true)
      for (const [key, text] of told) {
        const [of, messageId] = key.split(' ')
        if (of !== chatId || lastRunning.has(key)) continue
        expect(all.some((message) => message.messageId === messageId && message.text === text), `${key}: ${text}`).toBe(true)
      }
      expect(host.bugs).toEqual([])
      unsaved += host.paper.journal.list().filter(({ message }) => message.state !== 'waiting' && message.state !== 'writing').length
    }
  }

  for (const step of life) {
    await act(step).catch((error: unknown) => {
      if (!(error instanceof AppError) || !EXPECTED.has(error.code)) throw error
    })
    await calm()
    await judge()
  }
  for (const each of followed) each.leave()
  host.files.refuse(null)
  await host.chat.close()
  for (const chatId of chatIds) if (chatId !== null) expect(host.files.record(chatId).messages.some(({ state }) => state === 'writing')).toBe(false)
  return { words: told.size, kills, unsaved }
}

describe('a life of chats', () => {
  it('loses nothing that was sent or told, and stays a tree', async () => {
    const lived = { words: 0, kills: 0, unsaved: 0 }
    await fc.assert(
      fc.asyncProperty(steps, async (life) => {
        const { words, kills, unsaved } = await live(life)
        lived.words += words
        lived.kills += kills
        lived.unsaved += unsaved
      }),
      { numRuns: 120 },
    )
    // Otherwise it shows nothing.
    expect(lived.words).toBeGreaterThan(100)
    expect(lived.kills).toBeGreaterThan(20)
    expect(lived.unsaved).toBeGreaterThan(5)
  }, 300_000)
})
