import { describe, expect, it } from 'vitest'
import type { ChatEvent, MessageId } from '../../../src/contract/chat.ts'
import { mergeEvents } from '../../../src/main/core/chat/event-queue.ts'
import { DONE, follow, NEVER, ROUTE, saying, startChat, until, usage } from './rig.ts'

const id = (messageId: string): MessageId => messageId as MessageId
const textOf = (events: readonly ChatEvent[]): string => events.flatMap((event) => (event.type === 'delta' ? [event.text] : [])).join('')

describe('following a chat', () => {
  it('tells the head, what is made, where it is made, its words, and its end', async () => {
    const { send, scripts, chat } = startChat()
    const { chatId, messageId } = await send('Hello')
    const followed = follow(chat, chatId)
    await followed.has('message')
    await until(() => scripts.length === 1)
    scripts[0]?.give(ROUTE, { type: 'thinking', text: 'Hm' }, { type: 'delta', text: 'Good ' }, { type: 'tool', name: 'look', input: {} }, { type: 'delta', text: 'day.' }, usage(10, 2), DONE)
    scripts[0]?.end()
    await followed.has('done')
    const types = followed.types()
    expect(types.slice(0, 2)).toEqual(['head', 'message'])
    expect(types.indexOf('route')).toBeLessThan(types.indexOf('thinking'))
    expect(types.indexOf('thinking')).toBeLessThan(types.indexOf('delta'))
    expect(types).toEqual(expect.arrayContaining(['tool', 'usage']))
    expect(textOf(followed.events)).toBe('Good day.')
    expect(followed.events.find(({ type }) => type === 'done')).toMatchObject({ message: { messageId, text: 'Good day.', state: 'finished', version: { index: 0, of: 1 } } })
    followed.leave()
    await followed.ended
  })

  it('joined in the middle begins with what is there, and nothing is missing or doubled', async () => {
    const { send, scripts, chat } = startChat()
    const { chatId } = await send('Hello')
    await until(() => scripts.length === 1)
    scripts[0]?.give(ROUTE, { type: 'delta', text: 'One ' })
    const followers: ReturnType<typeof follow>[] = []
    for (let word = 0; word < 60; word += 1) {
      if (word % 20 === 5) followers.push(follow(chat, chatId))
      scripts[0]?.give({ type: 'delta', text: `${word} ` })
      await new Promise<void>((resolve) => setTimeout(resolve, 3))
    }
    scripts[0]?.give(DONE)
    scripts[0]?.end()
    for (const followed of followers) {
      await followed.has('done')
      // As a page does it: what is known already is passed over.
      let text: string | null = null
      for (const event of followed.events) {
        if (event.type === 'message') text = event.message.text
        if (event.type !== 'delta' || text === null) continue
        expect(event.at).toBeLessThanOrEqual(text.length)
        text += event.text.slice(text.length - event.at)
      }
      expect(text).toBe(`One ${Array.from({ length: 60 }, (_, word) => `${word} `).join('')}`)
      expect(followed.events.filter(({ type }) => type === 'delta').length).toBeLessThan(60)
    }
  })

  it('and leaving it stops nothing', async () => {
    const { send, scripts, chat, message } = startChat()
    const { chatId, messageId } = await send('Hello')
    const followed = follow(chat, chatId)
    await followed.has('head')
    followed.leave()
    await followed.ended
    await until(() => scripts.length === 1)
    scripts[0]?.give(...saying('Fine.'))
    scripts[0]?.end()
    await until(async () => (await message(chatId, messageId)).state === 'finished')
  })

  it('shows two windows the same, also of another version', async () => {
    const { send, settled, chat } = startChat({ answer: () => saying('Fine.') })
    const { chatId, messageId } = await send('Hello')
    await settled(chatId)
    const windows = [follow(chat, chatId), follow(chat, chatId)]
    for (const each of windows) await each.has('head')
    await chat.regenerate(chatId, messageId, undefined)
    for (const each of windows) await each.has('done')
    await chat.showVersion(chatId, messageId)
    for (const each of windows) {
      await until(() => each.events.filter(({ type }) => type === 'after').length === 2)
      const after = each.events.findLast(({ type }) => type === 'after')
      expect(after).toEqual({ type: 'after', messageId: 'm1' })
      expect(each.events.findLast((event) => event.type === 'message')).toMatchObject({ message: { messageId, version: { index: 0, of: 2 } } })
    }
    await chat.rename(chatId, 'Mine')
    await chat.pin(chatId, true)
    await chat.setMode(chatId, 'local-only')
    for (const each of windows) await until(() => each.events.some((event) => event.type === 'head' && event.head.title === 'Mine' && event.head.pinned && event.head.mode === 'local-only'))
    for (const each of windows) expect(each.types()).not.toContain('reload')
  })

  it('says when the file was changed elsewhere, and when the chat is gone', async () => {
    const { send, settled, chat, files } = startChat({ answer: () => saying('Fine.') })
    const { chatId } = await send('Hello')
    await settled(chatId)
    const followed = follow(chat, chatId)
    await followed.has('head')
    files.edit(chatId, (record) => ({ ...record, messages: record.messages.map((message) => ({ ...message, text: `${message.text} (by hand)` })) }))
    await followed.has('reload')
    await chat.delete(chatId)
    await followed.has('deleted')
    await chat.undelete(chatId)
    await until(() => followed.types().at(-1) === 'head')
  })

  it('a chat that is not there rejects', async () => {
    const { chat } = startChat()
    await expect(chat.follow('00000000000000ff' as never, NEVER).next()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('what waits for a slow reader', () => {
  const delta = (at: number, text: string, messageId = 'm2'): ChatEvent => ({ type: 'delta', messageId: id(messageId), at, text })

  it('is one event for words that follow each other', () => {
    expect(mergeEvents([delta(0, 'a')], [delta(1, 'b'), delta(2, 'c', 'm4'), delta(3, 'd', 'm4')])).toEqual([delta(0, 'ab'), delta(2, 'cd', 'm4')])
  })

  it('keeps apart what does not follow', () => {
    expect(mergeEvents([delta(0, 'a')], [delta(5, 'b')])).toHaveLength(2)
  })

  it('becomes a reload when it is too much, and stays one', () => {
    const much = Array.from({ length: 500 }, (_, index) => delta(0, 'x', `m${index}`))
    const merged = mergeEvents([], much)
    expect(merged).toEqual([{ type: 'reload' }])
    expect(mergeEvents(merged, [delta(0, 'a')])).toEqual([{ type: 'reload' }])
    expect(mergeEvents([delta(0, 'x'.repeat(300_000))], [delta(300_000, 'x'.repeat(300_000))])).toEqual([{ type: 'reload' }])
  })
})

describe('the list', () => {
  it('says that something changed, and which chats are at work', async () => {
    const { send, chat, scripts, settled } = startChat()
    const leaving = new AbortController()
    const changes = chat.listChanges(leaving.signal)
    const first = changes.next()
    const { chatId } = await send('Hello')
    expect((await first).value).toMatchObject({ revision: expect.any(Number) })
    expect(chat.list({ limit: 10 }).rows).toMatchObject([{ chatId, running: true }])
    await until(() => scripts.length === 1)
    scripts[0]?.give(...saying('Fine.'))
    scripts[0]?.end()
    await settled(chatId)
    expect(chat.list({ limit: 10 }).rows).toMatchObject([{ chatId, running: false }])
    leaving.abort()
  })

  it('opens a page of what is shown, before a message and around one', async () => {
    const { send, chat, settled } = startChat({ answer: () => saying('Fine.') })
    const { chatId } = await send('0')
    await settled(chatId)
    for (let turn = 1; turn < 10; turn += 1) {
      await send(String(turn), chatId)
      await settled(chatId)
    }
    const newest = await chat.open({ chatId, limit: 4 })
    expect(newest).toMatchObject({ hasBefore: true, hasAfter: false, head: { messageCount: 20 }, messages: [{ messageId: 'm17' }, {}, {}, { messageId: 'm20' }] })
    expect(await chat.open({ chatId, limit: 4, before: id('m17') })).toMatchObject({ hasBefore: true, hasAfter: true, messages: [{ messageId: 'm13' }, {}, {}, { messageId: 'm16' }] })
    expect(await chat.open({ chatId, limit: 4, around: id('m1') })).toMatchObject({ hasBefore: false, hasAfter: true, messages: [{ messageId: 'm1' }, {}, {}, { messageId: 'm4' }] })
    expect((await chat.open({ chatId, limit: 4, around: id('m9') })).messages.map(({ messageId }) => messageId)).toContain('m9')
    await chat.regenerate(chatId, id('m4'), undefined)
    await settled(chatId)
    expect((await chat.open({ chatId, limit: 4, around: id('m20') })).messages.at(-1)).toMatchObject({ messageId: 'm20' })
    await expect(chat.open({ chatId, limit: 4, before: id('m99') })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('keeps drafts, and gets the model ready while one is typed', async () => {
    const { chat, send, settled, prepared, opened } = startChat({ answer: () => saying('Fine.'), state: 'cold' })
    chat.setDraft(null, 'Hel')
    expect(chat.draft()).toBe('Hel')
    expect(prepared).toEqual(['tiny'])
    const { chatId } = await send('Hello')
    expect(chat.draft()).toBe('')
    await settled(chatId)
    chat.setDraft(chatId, 'Mo')
    expect((await chat.open({ chatId, limit: 1 })).head.draft).toBe('Mo')
    await send('More', chatId)
    expect((await chat.open({ chatId, limit: 1 })).head.draft).toBe('')
    expect(await chat.openFile(chatId, NEVER)).toEqual({ path: `Chats/${chatId}.md` })
    expect(opened).toEqual([`Chats/${chatId}.md`])
  })
})
