import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import type { MessageId } from '../../../src/contract/chat.ts'
import type { TurnEvent } from '../../../src/main/core/answers/index.ts'
import { DONE, MEMO_LABELS, ROUTE, saying, startChat, until, usage } from './rig.ts'

const texts = (messages: readonly { readonly text: string }[]): readonly string[] => messages.map(({ text }) => text)
const id = (messageId: string): MessageId => messageId as MessageId

describe('a turn', () => {
  it('is in the vault before it is answered, and so is its answer when it has ended', async () => {
    const { send, scripts, files, paper, settled } = startChat()
    const { chatId, messageId } = await send('Hello there')
    expect(files.record(chatId)).toMatchObject({ title: 'Hello there', titled: false, leaf: 'm2', messages: [{ messageId: 'm1', role: 'you', text: 'Hello there' }, { messageId: 'm2', role: 'answer', state: 'waiting', parentId: 'm1' }] })
    await until(() => scripts.length === 1)
    scripts[0]?.give(...saying('Good ', 'day.'))
    scripts[0]?.end()
    await settled(chatId)
    expect(files.record(chatId).messages[1]).toMatchObject({ messageId, text: 'Good day.', state: 'finished', madeBy: { zone: 'mac', model: 'tiny', tokensIn: 10, tokensOut: 2, tokensPerSecond: 31 } })
    expect(paper.journal.list()).toEqual([])
  })

  it('waits in its chat alone: another chat goes on, the same one refuses', async () => {
    const { send, scripts, settled, message } = startChat()
    const one = await send('One')
    await expect(send('Again', one.chatId)).rejects.toMatchObject({ code: 'CONFLICT' })
    const two = await send('Two')
    await until(() => scripts.length === 2)
    scripts[1]?.give(...saying('Second'))
    scripts[1]?.end()
    await settled(two.chatId)
    expect(await message(two.chatId, two.messageId)).toMatchObject({ text: 'Second' })
    expect(await message(one.chatId, one.messageId)).toMatchObject({ state: 'waiting' })
  })

  it('tells the model what is shown, with attachments before the words and all labels', async () => {
    const { send, requests, settled } = startChat({ answer: () => saying('Fine.'), settings: { instructions: 'Be brief.' } })
    const { chatId } = await send('What is in it?', undefined, { attachmentIds: ['a1'] })
    await settled(chatId)
    await send('And now?', chatId, { hard: true })
    await settled(chatId)
    expect(requests[1]).toMatchObject({
      feature: 'chat',
      mode: 'auto',
      chat: chatId,
      hard: true,
      carried: { sources: [{ origin: 'chat' }, { origin: 'memo' }] },
      messages: [
        { role: 'system', pieces: [{ text: 'Be brief.' }, { text: expect.stringMatching(/^This chat began on Tuesday,? 24 November 2026\.$/) }] },
        { role: 'user', pieces: [{ title: 'Memo a1', text: 'all of Memo a1', origin: 'memo', folder: 'Memos', tags: ['work'] }, { title: 'You', text: 'What is in it?', origin: 'chat' }] },
        { role: 'assistant', pieces: [{ text: 'Fine.' }] },
        { role: 'user', pieces: [{ text: 'And now?' }] },
      ],
    })
  })

  it('stands with the one before where that was never answered, and an answer that broke off is left out', async () => {
    let asked = 0
    const { send, settled, requests } = startChat({ answer: () => ((asked += 1) === 1 ? [ROUTE, { type: 'delta', text: 'Half' }] : saying('Fine.')) })
    const { chatId } = await send('One')
    await settled(chatId)
    await send('Two', chatId)
    await settled(chatId)
    expect(requests[1]?.messages).toMatchObject([{ role: 'system' }, { role: 'user', pieces: [{ text: 'One' }, { text: 'Two' }] }])
  })

  it('stays as private as what it was made from', async () => {
    const { send, settled, chat, requests } = startChat({ answer: () => saying('Fine.') })
    const { chatId } = await send('Read this', undefined, { attachmentIds: ['a1'] })
    await settled(chatId)
    await send('Thanks', chatId)
    await settled(chatId)
    const { head, messages } = await chat.open({ chatId, limit: 10 })
    expect(head).toMatchObject({ privateBecause: 'quotes a memo' })
    expect(messages.at(-1)?.labels.sources).toEqual(expect.arrayContaining(MEMO_LABELS.sources))
    expect(requests).toHaveLength(2)
  })

  it('stays so where somebody took the labels out of its file', async () => {
    const { send, settled, files, chat, requests } = startChat({ answer: () => saying('Fine.') })
    const { chatId } = await send('Read this', undefined, { attachmentIds: ['a1'] })
    await settled(chatId)
    const none = { sources: [], details: [], topics: [], people: [], unsure: false }
    files.edit(chatId, (record) => ({ ...record, messages: record.messages.map((message) => ({ ...message, labels: none, attachments: message.attachments.map((each) => ({ ...each, origin: 'chat' as const, labels: none })) })) }))
    expect((await chat.open({ chatId, limit: 10 })).head.privateBecause).toBe('quotes a memo')
    await send('Thanks', chatId)
    await settled(chatId)
    expect(requests[1]?.carried?.sources).toContainEqual({ origin: 'memo' })
  })

  it('that is stopped on its way still says what was sent, and under which row', async () => {
    const { send, scripts, chat, files } = startChat()
    const { chatId } = await send('Hello')
    await until(() => scripts.length === 1)
    scripts[0]?.give(ROUTE, { type: 'delta', text: 'Half' })
    await until(async () => (await chat.open({ chatId, limit: 1 })).messages[0]?.text === 'Half')
    scripts[0]?.whenStopped({ ...usage(0, 0), bytesOut: 1200, ledgerSeqs: [7] } as TurnEvent)
    await chat.stop(chatId)
    expect(files.record(chatId).messages[1]).toMatchObject({ state: 'stopped', text: 'Half', madeBy: { bytesOut: 1200, ledgerSeqs: [7] } })
  })

  it('that is stopped keeps what had come', async () => {
    const { send, scripts, chat, files } = startChat()
    const { chatId } = await send('Hello')
    await until(() => scripts.length === 1)
    scripts[0]?.give(ROUTE, { type: 'delta', text: 'Half' })
    await until(async () => (await chat.open({ chatId, limit: 1 })).messages[0]?.text === 'Half')
    await chat.stop(chatId)
    expect(files.record(chatId).messages[1]).toMatchObject({ state: 'stopped', text: 'Half', problem: null })
    await chat.stop(chatId)
  })

  it.each([
    ['fails with its words kept when the engine crashes', [ROUTE, { type: 'delta', text: 'Half' }], new AppError('ENGINE_CRASHED', 'The model ended.', { next: 'Ask again.' }), { state: 'failed', text: 'Half', problem: { code: 'ENGINE_CRASHED', message: 'The model ended.', next: 'Ask again.' } }],
    ['is kept when Local only stops it before a word', [ROUTE], new AppError('LOCAL_ONLY', 'Local only was turned on.'), { state: 'kept', text: '', problem: { code: 'LOCAL_ONLY' } }],
    ['is not said to be kept when Local only stops it on its way', [ROUTE, { ...usage(0, 0), bytesOut: 900, ledgerSeqs: [3] }], new AppError('LOCAL_ONLY', 'Local only was turned on.'), { state: 'failed', text: '', problem: { code: 'LOCAL_ONLY' }, madeBy: { bytesOut: 900 } }],
    ['fails when Local only stops it in the middle', [ROUTE, { type: 'delta', text: 'Half' }], new AppError('LOCAL_ONLY', 'Local only was turned on.'), { state: 'failed', text: 'Half', problem: { code: 'LOCAL_ONLY' } }],
    ['says so when it was never ended', [ROUTE, { type: 'delta', text: 'Half' }], null, { state: 'failed', text: 'Half', problem: { code: 'CUT_OFF' } }],
    ['waits for a yes and is kept by a no', [ROUTE, { type: 'asking', askId: 'a1' }, { type: 'kept', words: 'You kept it here.', code: 'KEPT_HERE' }], null, { state: 'kept', askId: null, problem: { code: 'KEPT_HERE', message: 'You kept it here.' } }],
    ['is as long as it may be', [ROUTE, { type: 'delta', text: 'Long' }, { type: 'done', stopReason: 'length' }], null, { state: 'length', text: 'Long' }],
  ] as const)('%s', async (_name, events, error, expected) => {
    const { send, scripts, settled, files, message } = startChat()
    const { chatId, messageId } = await send('Hello')
    await until(() => scripts.length === 1)
    scripts[0]?.give(...(events as readonly unknown[] as readonly TurnEvent[]))
    if (error === null) scripts[0]?.end()
    else scripts[0]?.fail(error)
    await settled(chatId)
    expect(await message(chatId, messageId)).toMatchObject(expected)
    expect(files.record(chatId).messages[1]).toMatchObject(expected)
  })

  it('shows its question at the gate while it waits there', async () => {
    const { send, scripts, message } = startChat()
    const { chatId, messageId } = await send('Hello')
    await until(() => scripts.length === 1)
    scripts[0]?.give(ROUTE, { type: 'asking', askId: 'ask1' as never })
    await until(async () => (await message(chatId, messageId)).askId === 'ask1')
    expect(await message(chatId, messageId)).toMatchObject({ state: 'waiting' })
    scripts[0]?.give({ type: 'delta', text: 'Yes' })
    await until(async () => (await message(chatId, messageId)).text === 'Yes')
    expect(await message(chatId, messageId)).toMatchObject({ state: 'writing', askId: null })
  })

  it('with nothing in it is refused', async () => {
    const { send, files } = startChat()
    await expect(send('  \n')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(files.all()).toEqual([])
  })

  it('that cannot be written rejects, and its chat is free again', async () => {
    const { send, files, settled } = startChat({ answer: () => saying('Fine.') })
    const { chatId } = await send('Hello')
    await settled(chatId)
    files.refuse(new AppError('DISK_FULL', 'The disk is full.'))
    await expect(send('More', chatId)).rejects.toMatchObject({ code: 'DISK_FULL' })
    files.refuse(null)
    await send('More', chatId)
    await settled(chatId)
    expect(texts(files.record(chatId).messages)).toEqual(['Hello', 'Fine.', 'More', 'Fine.'])
  })
})

describe('versions', () => {
  it('of an answer stand beside each other, and each has what followed it', async () => {
    let said = 0
    const { chat, send, shown, settled } = startChat({ answer: () => saying(`Answer ${(said += 1)}`) })
    const { chatId, messageId } = await send('Hello')
    await settled(chatId)
    await send('More', chatId)
    await settled(chatId)
    await chat.regenerate(chatId, messageId, undefined)
    await settled(chatId)
    expect(await shown(chatId)).toMatchObject([{ text: 'Hello' }, { text: 'Answer 3', version: { index: 1, of: 2, ids: ['m2', 'm5'] } }])
    await chat.showVersion(chatId, messageId)
    expect(texts(await shown(chatId))).toEqual(['Hello', 'Answer 1', 'More', 'Answer 2'])
  })

  it('of a turn come from editing it', async () => {
    const { chat, send, shown, settled } = startChat({ answer: ({ messages }) => saying(`To ${messages.at(-1)?.pieces.at(-1)?.text}`) })
    const { chatId } = await send('Helo', undefined, { attachmentIds: ['a1'] })
    await settled(chatId)
    await chat.edit(chatId, id('m1'), { text: 'Hello' })
    await settled(chatId)
    expect(await shown(chatId)).toMatchObject([{ text: 'Hello', attachments: [{ attachmentId: 'a1' }], version: { index: 1, of: 2 } }, { text: 'To Hello' }])
    await chat.edit(chatId, id('m3'), { text: 'Hi', attachmentIds: ['b2', 'a1'] })
    await settled(chatId)
    expect(await shown(chatId)).toMatchObject([{ text: 'Hi', attachments: [{ attachmentId: 'b2' }, { attachmentId: 'a1' }], version: { index: 2, of: 3 } }, { text: 'To Hi' }])
    await expect(chat.edit(chatId, id('m6'), { text: 'x' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('are not made of an answer that said nothing: the new one takes its place', async () => {
    const { chat, send, shown, settled, requests } = startChat({
      answer: ({ mode }) => (typeof mode === 'object' ? saying('From there') : [ROUTE, { type: 'offer', offer: { why: 'missing', words: 'No model.', tokens: null, holds: null, local: false, parts: null, destinations: [] } }]),
    })
    const { chatId, messageId } = await send('Hello')
    await settled(chatId)
    expect(await shown(chatId)).toMatchObject([{ text: 'Hello' }, { state: 'offered', offer: { why: 'missing' } }])
    await chat.regenerate(chatId, messageId, { destination: 'Home', model: 'big' })
    await settled(chatId)
    expect(await shown(chatId)).toMatchObject([{ text: 'Hello' }, { messageId: 'm3', text: 'From there', version: { of: 1 } }])
    expect(requests[1]).toMatchObject({ mode: { destination: 'Home' }, model: 'big' })
  })

  it.each([
    ['local', { mode: 'local-only', inParts: false }],
    ['parts', { mode: 'local-only', inParts: true }],
  ] as const)('are made where the person says: %s', async (place, expected) => {
    const { chat, send, settled, requests } = startChat({ answer: () => saying('Fine.') })
    const { chatId, messageId } = await send('Hello', undefined, { mode: { destination: 'Home' } })
    await settled(chatId)
    await chat.regenerate(chatId, messageId, place)
    await settled(chatId)
    expect(requests[0]).toMatchObject({ mode: { destination: 'Home' } })
    expect(requests[1]).toMatchObject(expected)
  })

  it('another one may be looked at while an answer is made, which then ends where it belongs', async () => {
    const { chat, send, shown, settled, scripts } = startChat()
    const { chatId, messageId } = await send('Hello')
    await until(() => scripts.length === 1)
    scripts[0]?.give(...saying('First'))
    scripts[0]?.end()
    await settled(chatId)
    const second = await chat.regenerate(chatId, messageId, undefined)
    await until(() => scripts.length === 2)
    scripts[1]?.give(ROUTE, { type: 'delta', text: 'Sec' })
    await chat.showVersion(chatId, messageId)
    scripts[1]?.give({ type: 'delta', text: 'ond' }, usage(1, 1), DONE)
    scripts[1]?.end()
    await settled(chatId)
    expect(texts(await shown(chatId))).toEqual(['Hello', 'First'])
    await chat.showVersion(chatId, second.messageId)
    expect(texts(await shown(chatId))).toEqual(['Hello', 'Second'])
  })
})

describe('an answer that goes on', () => {
  it('goes on from its words, in its own place', async () => {
    const { chat, send, settled, scripts, message } = startChat()
    const { chatId, messageId } = await send('Tell me')
    await until(() => scripts.length === 1)
    scripts[0]?.give(ROUTE, { type: 'delta', text: 'Once' }, usage(10, 4), { type: 'done', stopReason: 'length' })
    scripts[0]?.end()
    await settled(chatId)
    expect(await chat.continue(chatId, messageId)).toEqual({ chatId, messageId })
    await until(() => scripts.length === 2)
    expect(scripts[1]?.request).toMatchObject({ mode: 'local-only', messages: [{ role: 'system' }, { role: 'user' }, { role: 'assistant', pieces: [{ text: 'Once' }] }] })
    scripts[1]?.give(ROUTE, { type: 'delta', text: ' more' }, usage(14, 3), DONE)
    scripts[1]?.end()
    await settled(chatId)
    expect(await message(chatId, messageId)).toMatchObject({ text: 'Once more', state: 'finished', madeBy: { tokensIn: 10, tokensOut: 7 } })
    await expect(chat.continue(chatId, messageId)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})
