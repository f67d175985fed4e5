import { appendFileSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Message } from '../../../src/contract/chat.ts'
import type { ChatRecord } from '../../../src/main/core/chats/index.ts'
import { answer, message, messageId } from './records.ts'
import { createChatRig } from './rig.ts'
import type { ChatRig } from './rig.ts'

let rig: ChatRig
beforeEach(() => {
  rig = createChatRig()
})
afterEach(() => rig.end())

const live = (): AbortSignal => new AbortController().signal
const create = (title: string, messages: readonly Message[] = [message(1, 'you', 'Hello')]): Promise<ChatRecord> =>
  rig.chats.create({ title, titled: false, mode: 'auto', messages, leaf: messages.at(-1)?.messageId ?? null }, live())
const adding = (added: Message) => (record: ChatRecord): ChatRecord => ({ ...record, messages: [...record.messages, added], leaf: added.messageId })
const eventually = (check: () => void | Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 15_000, interval: 50 })
const inVault = (path: string): string => join(rig.root, 'Vault', path)

describe('chats', () => {
  it('are files named by when they were begun and their title, under a name that is free', async () => {
    const [first, second] = [await create('The kitchen?'), await create('The kitchen?')]
    expect(first.path).toMatch(/^Chats\/\d{4}-\d\d-\d\d \d{4} The kitchen\.md$/)
    expect(second.path).toMatch(/^Chats\/\d{4}-\d\d-\d\d \d{4} The kitchen( 2)?\.md$/)
    expect(rig.names()).toHaveLength(2)
    expect(await rig.chats.read(first.chatId)).toEqual(first)
    expect(rig.chats.list({ limit: 10 }).rows.map(({ chatId }) => chatId).sort()).toEqual([first.chatId, second.chatId].sort())
    expect(rig.changes).toEqual([first.chatId, second.chatId])
  })

  it('are changed one after the other, to what the file says at that moment', async () => {
    const { chatId, path } = await create('Talk')
    rig.put(path, rig.text(path).replace('Hello', 'Hello there').replace('pinned: false\n', 'pinned: false\ntags: [home]\n'))
    await Promise.all(Array.from({ length: 20 }, (_, n) => rig.chats.change(chatId, (record) => adding(message(record.messages.length + 1, 'you', `turn ${n}`))(record))))
    const { messages } = await rig.chats.read(chatId)
    expect(messages.map(({ text }) => text)).toEqual(['Hello there', ...Array.from({ length: 20 }, (_, n) => `turn ${n}`)])
    expect(rig.text(path)).toContain('\ntags: [home]\n')
    expect(rig.chats.search({ text: 'turn 19', limit: 5 })[0]).toMatchObject({ chatId, messageId: 'm21', hit: 'turn 19' })
  })

  it('keep an edit that is saved in the middle of a change', async () => {
    const { chatId, path } = await create('Talk')
    let saves = 2
    await rig.chats.change(chatId, (record) => {
      if (saves-- > 0) appendFileSync(inVault(path), 'Saved meanwhile.\n')
      return adding(answer(2, 'Hi'))(record)
    })
    expect((await rig.chats.read(chatId)).messages.map(({ text }) => text)).toEqual(['Hello\nSaved meanwhile.\nSaved meanwhile.', 'Hi'])
    await expect(rig.chats.change(chatId, (record) => (appendFileSync(inVault(path), '.'), { ...record, pinned: true }))).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('take their file’s name along with a new title, until a person names the file', async () => {
    const { chatId, path } = await create('Hello')
    const titled = await rig.chats.change(chatId, (record) => ({ ...record, title: 'The kitchen', titled: true }))
    expect(titled.path).toBe(path.replace('Hello', 'The kitchen'))
    expect(rig.names()).toEqual([titled.path.replace('Chats/', '')])
    renameSync(inVault(titled.path), inVault('Chats/Mine.md'))
    const again = await rig.chats.change(chatId, (record) => ({ ...record, title: 'Something else' }))
    expect(again).toMatchObject({ path: 'Chats/Mine.md', title: 'Something else' })
    expect(rig.names()).toEqual(['Mine.md'])
    expect(rig.chats.list({ limit: 5 }).rows).toMatchObject([{ path: 'Chats/Mine.md', title: 'Something else' }])
  })

  it('go to the vault’s trash and come back', async () => {
    const { chatId, path } = await create('Hello')
    await rig.chats.delete(chatId)
    expect([rig.names(), rig.names('.trash/Chats')]).toEqual([[], [path.replace('Chats/', '')]])
    expect(rig.chats.list({ limit: 5 }).total).toBe(0)
    expect(rig.chats.search({ text: 'hello', limit: 5 })).toEqual([])
    await expect(rig.chats.read(chatId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    rig = await rig.restart('with')
    await rig.chats.undelete(chatId)
    expect(await rig.chats.read(chatId)).toMatchObject({ path, title: 'Hello' })
    expect(rig.chats.search({ text: 'hello', limit: 5 })).toHaveLength(1)
    await rig.chats.undelete(chatId)
    await rig.chats.delete(chatId)
    await rig.chats.undelete(chatId)
    expect(rig.names('.trash/Chats')).toEqual([])
  })

  it('that were edited into nonsense are shown as such, and never written', async () => {
    const { chatId, path } = await create('Hello')
    rig.put(path, 'my own words now')
    await expect(rig.chats.read(chatId)).rejects.toMatchObject({ code: 'DAMAGED' })
    await expect(rig.chats.change(chatId, (record) => record)).rejects.toMatchObject({ code: 'DAMAGED' })
    rig = await rig.restart('with')
    rig.chats.start()
    await eventually(() => expect(rig.chats.list({ limit: 5 }).rows).toMatchObject([{ chatId, title: 'Hello', unreadable: expect.stringMatching(/kept as it is/) }]))
    expect(await rig.chats.raw(chatId)).toEqual({ path, text: 'my own words now' })
    expect(rig.text(path)).toBe('my own words now')
    rig = await rig.restart('without')
    rig.chats.start()
    await eventually(() => expect(rig.chats.list({ limit: 5 }).rows).toMatchObject([{ title: path.slice(6, -3), unreadable: expect.any(String) }]))
    await expect(rig.chats.read(rig.chats.list({ limit: 5 }).rows[0]?.chatId ?? chatId)).rejects.toMatchObject({ code: 'DAMAGED' })
  })

  it('that stand in two files are two chats: the first keeps its id', async () => {
    const { chatId, path } = await create('Hello')
    const copy = path.replace('.md', ' copy.md')
    copyFileSync(inVault(path), inVault(copy))
    rig = await rig.restart('without')
    rig.chats.start()
    await eventually(() => expect(rig.chats.list({ limit: 5 }).rows).toHaveLength(2))
    const other = rig.chats.list({ limit: 5 }).rows.find((row) => row.path === copy)
    expect(rig.chats.list({ limit: 5 }).rows.find((row) => row.path === path)).toMatchObject({ chatId })
    if (other === undefined) throw new Error('no copy')
    expect(other.chatId).not.toBe(chatId)
    await rig.chats.change(other.chatId, adding(message(2, 'you', 'Only in the copy')))
    expect(rig.text(copy)).toContain(`id: "${other.chatId}"`)
    expect(await rig.chats.read(other.chatId)).toMatchObject({ path: copy, messages: [{}, { text: 'Only in the copy' }] })
    expect((await rig.chats.read(chatId)).messages).toHaveLength(1)
    expect(rig.text(path)).not.toContain('Only in the copy')
  })

  it('are found again by their files alone', async () => {
    const { chatId } = await create('The kitchen', [message(1, 'you', 'Oak or ash?'), answer(2, 'Oak.', { labels: { sources: [{ origin: 'memo' }], details: [], topics: [], people: [], unsure: false } })])
    mkdirSync(inVault('Chats/Attachments'))
    rig.put('Chats/Attachments/Notes.md', '# no chat')
    const before = rig.chats.list({ limit: 5 })
    expect(before.rows).toMatchObject([{ line: 'Oak.', privateBecause: 'quotes a memo', unreadable: null }])
    rig = await rig.restart('without')
    expect(rig.chats.list({ limit: 5 }).total).toBe(0)
    expect(await rig.chats.read(chatId)).toMatchObject({ title: 'The kitchen' })
    expect(rig.chats.list({ limit: 5 })).toMatchObject({ total: 1, rows: [{ ...before.rows[0] }] })
    expect(rig.chats.search({ text: 'ash oak', limit: 5 })).toMatchObject([{ chatId, messageId: 'm1' }])
  })

  it('follow what is written, moved and deleted elsewhere', async () => {
    const { chatId, path } = await create('Hello')
    rig.chats.start()
    await rig.chats.change(chatId, adding(answer(2, 'Hi')))
    await eventually(() => expect(rig.chats.list({ limit: 5 }).rows).toMatchObject([{ line: 'Hi' }]))
    rig.changes.length = 0
    await eventually(async () => {
      rig.put(path, rig.text(path).replace(/Hi( again)*/, (words) => `${words} again`))
      await new Promise((resolve) => setTimeout(resolve, 400))
      expect(rig.changes).toContain(chatId)
    })
    expect(rig.chats.search({ text: 'again', limit: 5 })).toMatchObject([{ messageId: 'm2' }])
    mkdirSync(inVault('Chats/Work'))
    renameSync(inVault(path), inVault('Chats/Work/Moved.md'))
    await eventually(() => expect(rig.chats.list({ limit: 5 }).rows).toMatchObject([{ chatId, path: 'Chats/Work/Moved.md' }]))
    rig.changes.length = 0
    rmSync(inVault('Chats/Work/Moved.md'))
    await eventually(() => expect(rig.chats.list({ limit: 5 }).total).toBe(0))
    expect(rig.changes).toContain(chatId)
  })

  it('stay in the list while the disk of the vault is not connected, and are there again with it', async () => {
    const { chatId, path } = await create('Hello')
    rig.chats.start()
    await new Promise((resolve) => setTimeout(resolve, 300))
    renameSync(join(rig.root, 'Vault'), join(rig.root, 'Away'))
    // What a disk leaves where it was.
    mkdirSync(join(rig.root, 'Vault'))
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(rig.chats.list({ limit: 5 }).rows).toMatchObject([{ chatId }])
    await expect(rig.chats.read(chatId)).rejects.toMatchObject({ code: 'VAULT_GONE' })
    await expect(rig.chats.change(chatId, (record) => record)).rejects.toMatchObject({ code: 'VAULT_GONE' })
    rmdirSync(join(rig.root, 'Vault'))
    renameSync(join(rig.root, 'Away'), join(rig.root, 'Vault'))
    expect(await rig.chats.read(chatId)).toMatchObject({ path })
    rig.put('Chats/Other.md', rig.text(path).replace(chatId, 'aaaaaaaaaaaaaaaa'))
    await eventually(() => expect(rig.chats.list({ limit: 5 }).total).toBe(2))
  })

  it('never write over a file that is in another encoding by now', async () => {
    const { chatId, path } = await create('Hello')
    const latin = Buffer.from(rig.text(path).replace('Hello', 'Grüße'), 'latin1')
    writeFileSync(inVault(path), latin)
    await expect(rig.chats.change(chatId, adding(answer(2, 'Hi')))).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(readFileSync(inVault(path)).equals(latin)).toBe(true)
  })

  it('tell nobody of what they wrote themselves a second time', async () => {
    rig.chats.start()
    const { chatId } = await create('Hello')
    await new Promise((resolve) => setTimeout(resolve, 800))
    rig.changes.length = 0
    await rig.chats.change(chatId, adding(answer(2, 'Hi')))
    await new Promise((resolve) => setTimeout(resolve, 800))
    expect(rig.changes).toEqual([chatId])
  })

  it('leave as Markdown, text or JSON', async () => {
    const { chatId } = await create('A/B: the <kitchen>', [message(1, 'you', 'Oak?'), answer(2, 'Ash.'), answer(3, 'Oak, *really*.', { parentId: messageId(1), thinking: 'Hm.' })])
    expect(await rig.chats.export(chatId, 'markdown')).toEqual({ fileName: 'A-B- the -kitchen-.md', text: '# A/B: the <kitchen>\n\n## You · 22 Nov 2026, 14:32\n\nOak?\n\n## This Mac · gemma-3-4b · 22 Nov 2026, 14:33\n\nOak, *really*.\n' })
    expect((await rig.chats.export(chatId, 'text')).text).toBe('A/B: the <kitchen>\n\nYou · 22 Nov 2026, 14:32:\nOak?\n\nThis Mac · gemma-3-4b · 22 Nov 2026, 14:33:\nOak, *really*.\n')
    expect(JSON.parse((await rig.chats.export(chatId, 'json')).text)).toEqual(await rig.chats.read(chatId))
  })

  it('of 5,000 messages take a turn more quickly', async () => {
    const { chatId } = await create('Long', Array.from({ length: 5000 }, (_, n) => (n % 2 === 0 ? message(n + 1, 'you', `What about ${n}?`) : answer(n + 1, 'Some words. '.repeat(30)))))
    const startedMs = performance.now()
    await rig.chats.change(chatId, adding(message(5001, 'you', 'One more')))
    const changedMs = performance.now()
    expect((await rig.chats.read(chatId)).messages).toHaveLength(5001)
    process.stdout.write(`5,000 messages: changed in ${Math.round(changedMs - startedMs)} ms, read again in ${Math.round(performance.now() - changedMs)} ms\n`)
  })
})
