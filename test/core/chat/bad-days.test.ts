import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import { DONE, follow, ROUTE, saying, startChat, until, usage } from './rig.ts'
import type { ChatEvent } from '../../../src/contract/chat.ts'

const DISK_FULL = new AppError('DISK_FULL', 'The disk is full.', { next: 'Make room on it.' })

describe('a host that is killed', () => {
  it('loses at most the last second of an answer, and marks it unfinished', async () => {
    const first = startChat()
    const { chatId } = await first.send('Hello')
    await until(() => first.scripts.length === 1)
    first.scripts[0]?.give(ROUTE, { type: 'delta', text: 'One ' })
    for (const word of ['two ', 'three ']) {
      await new Promise<void>((resolve) => setTimeout(resolve, 50))
      first.scripts[0]?.give({ type: 'delta', text: word })
    }
    await new Promise<void>((resolve) => setTimeout(resolve, 1000))
    const second = startChat({ files: first.files.reopen(), paper: first.paper.reopen(), answer: () => saying('more') })
    expect((await second.shown(chatId)).at(-1)).toMatchObject({ state: 'unfinished', text: 'One two three ' })
    await until(() => second.files.record(chatId).messages[1]?.state === 'unfinished')
    expect(second.files.record(chatId).messages[1]).toMatchObject({ text: 'One two three ' })
    await until(() => second.paper.journal.list().length === 0)
    await second.chat.continue(chatId, second.files.record(chatId).messages[1]?.messageId as never)
    await second.settled(chatId)
    expect((await second.shown(chatId)).at(-1)).toMatchObject({ state: 'finished', text: 'One two three more' })
  })

  it('leaves no answer waiting that only the file knows of', async () => {
    const first = startChat()
    const { chatId } = await first.send('Hello')
    const second = startChat({ files: first.files.reopen(), answer: () => saying('Fine.') })
    expect((await second.shown(chatId)).at(-1)).toMatchObject({ state: 'unfinished', text: '' })
    await second.send('Again', chatId)
    await second.settled(chatId)
    expect(second.files.record(chatId).messages.map(({ state }) => state)).toEqual(['finished', 'unfinished', 'finished', 'finished'])
  })

  it('that ends in order writes what there is', async () => {
    const { chat, send, scripts, files } = startChat()
    const { chatId } = await send('Hello')
    await until(() => scripts.length === 1)
    scripts[0]?.give(ROUTE, { type: 'delta', text: 'Half' })
    await until(async () => (await chat.open({ chatId, limit: 1 })).messages[0]?.text === 'Half')
    await chat.close()
    expect(files.record(chatId).messages[1]).toMatchObject({ state: 'unfinished', text: 'Half' })
    await expect(send('More', chatId)).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})

describe('a vault that cannot be written at the end of an answer', () => {
  it('loses nothing: it says so, and the next turn writes both', async () => {
    const { chat, send, scripts, files, settled, shown, paper } = startChat()
    const { chatId } = await send('Hello')
    const followed = follow(chat, chatId)
    await followed.has('head')
    await until(() => scripts.length === 1)
    files.refuse(DISK_FULL)
    scripts[0]?.give(...saying('All of it.'))
    scripts[0]?.end()
    await followed.has('error')
    expect(followed.events.find(({ type }) => type === 'error')).toMatchObject({ message: { text: 'All of it.', problem: { code: 'DISK_FULL', next: 'Make room on it.' } } })
    await settled(chatId)
    expect((await shown(chatId))[1]).toMatchObject({ text: 'All of it.', problem: { message: expect.stringContaining('is kept') } })
    expect(files.record(chatId).messages[1]).toMatchObject({ text: '' })
    expect(paper.journal.list()).toMatchObject([{ message: { text: 'All of it.', state: 'finished' } }])
    files.refuse(null)
    await send('Next', chatId)
    expect(files.record(chatId).messages[1]).toMatchObject({ text: 'All of it.', state: 'finished', problem: null })
    expect((await shown(chatId))[1]).toMatchObject({ problem: null })
  })

  it('is written by the next host', async () => {
    const first = startChat({ answer: () => saying('All of it.') })
    const { chatId } = await first.send('Hello')
    first.files.refuse(DISK_FULL)
    await first.settled(chatId)
    const second = startChat({ files: first.files.reopen(), paper: first.paper.reopen() })
    await until(() => second.files.record(chatId).messages[1]?.state === 'finished')
    expect(second.files.record(chatId).messages[1]?.text).toBe('All of it.')
  })

  it('keeps the answer when its message was taken out of the file meanwhile', async () => {
    const { send, scripts, files, settled } = startChat()
    const { chatId } = await send('Hello')
    await until(() => scripts.length === 1)
    files.edit(chatId, (record) => ({ ...record, messages: record.messages.slice(0, 1), leaf: record.messages[0]?.messageId ?? null }))
    scripts[0]?.give(...saying('All of it.'))
    scripts[0]?.end()
    await settled(chatId)
    await until(() => files.record(chatId).messages.length === 2)
    expect(files.record(chatId).messages[1]).toMatchObject({ text: 'All of it.', parentId: 'm1' })
  })
})

describe('other bad days', () => {
  it('an attachment that is gone fails the turn that brings it, and no later one', async () => {
    const gone = new Set<string>()
    const { send, settled, message, requests } = startChat({
      answer: () => saying('Fine.'),
      piece: async ({ title, origin }) => {
        if (gone.has(title)) throw new AppError('FILE_GONE', `${title} is gone.`)
        return { title, text: 'text', origin }
      },
    })
    const { chatId } = await send('One', undefined, { attachmentIds: ['a1'] })
    await settled(chatId)
    gone.add('Memo a1')
    await send('Two', chatId)
    await settled(chatId)
    expect(requests[1]?.messages[1]?.pieces[0]?.text).toContain('no longer in the vault')
    gone.add('Memo b2')
    const { messageId } = await send('Three', chatId, { attachmentIds: ['b2'] })
    await settled(chatId)
    expect(await message(chatId, messageId)).toMatchObject({ state: 'failed', problem: { code: 'FILE_GONE' } })
  })

  it('a journal that cannot be written does not end an answer', async () => {
    const started = startChat({ answer: () => saying('Fine.') })
    started.deps.journal.save = () => {
      throw new Error('disk I/O error')
    }
    const { chatId, messageId } = await started.send('Hello')
    await started.settled(chatId)
    expect(await started.message(chatId, messageId)).toMatchObject({ state: 'finished', text: 'Fine.' })
  })

  it('a dead reader costs one batch, and the answer goes on', async () => {
    const { chat, send, scripts, settled, message } = startChat()
    const { chatId, messageId } = await send('Hello')
    const reading = chat.follow(chatId, new AbortController().signal)
    expect((await reading.next()).value).toMatchObject({ type: 'head' })
    await until(() => scripts.length === 1)
    scripts[0]?.give(ROUTE, ...Array.from({ length: 5000 }, () => ({ type: 'delta' as const, text: 'x'.repeat(100) })), usage(1, 5000), DONE)
    scripts[0]?.end()
    await settled(chatId)
    expect((await message(chatId, messageId)).text).toHaveLength(500_000)
    const types: ChatEvent['type'][] = []
    while (!types.includes('reload')) types.push((await reading.next()).value?.type as ChatEvent['type'])
    expect(types.length).toBeLessThan(10)
    await reading.return(undefined)
  })

  it('deleting a chat stops its answer, and undeleting brings back what had come', async () => {
    const { chat, send, scripts, shown } = startChat()
    const { chatId } = await send('Hello')
    await until(() => scripts.length === 1)
    scripts[0]?.give(ROUTE, { type: 'delta', text: 'Half' })
    await until(async () => (await shown(chatId))[1]?.text === 'Half')
    await chat.delete(chatId)
    await expect(shown(chatId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await chat.undelete(chatId)
    expect((await shown(chatId))[1]).toMatchObject({ state: 'stopped', text: 'Half' })
  })
})
