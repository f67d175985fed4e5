import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSqliteMemoStore } from '../../../src/main/adapters/sqlite/index.ts'
import { createChatRig } from '../chats/rig.ts'
import type { ChatRig } from '../chats/rig.ts'
import { quiet } from '../memos/rig.ts'
import { DONE, follow, NEVER, ROUTE, saying, startChat, until } from './rig.ts'

let vault: ChatRig
let store: ReturnType<typeof createSqliteMemoStore>
const open = (): void => {
  store = createSqliteMemoStore(join(vault.root, 'state.db'), quiet)
  vault.chats.start()
}
const real = () => ({ chats: vault.chats, journal: store.chatJournal })

beforeEach(() => {
  vault = createChatRig()
  open()
})
afterEach(async () => {
  store.close()
  await vault.end()
})

describe('chats in a real vault', () => {
  it('are told once: what is written here is no news, what an editor writes is', async () => {
    const { chat, send, settled, shown } = startChat({ real: real(), answer: () => saying('Tomatoes need sun.'), title: () => ({ title: 'Growing tomatoes' }) })
    const { chatId } = await send('How do I grow tomatoes?')
    const followed = follow(chat, chatId)
    await followed.has('done')
    await until(async () => (await vault.chats.read(chatId)).titled)
    await send('And basil?', chatId)
    await settled(chatId)
    await chat.makeRoom(chatId, 'leave-out', NEVER)
    await chat.pin(chatId, true)
    await until(() => followed.events.some((event) => event.type === 'head' && event.head.pinned && event.head.title === 'Growing tomatoes'))
    await new Promise<void>((resolve) => setTimeout(resolve, 500))
    expect(followed.types()).not.toContain('reload')
    const before = await shown(chatId)
    expect(before.map(({ role }) => role)).toEqual(['you', 'answer', 'mark', 'you', 'answer'])

    const { path } = await vault.chats.read(chatId)
    vault.put(path, vault.text(path).replace('How do I grow tomatoes?', 'How do I grow potatoes?'))
    await followed.has('reload')
    expect((await shown(chatId))[0]?.text).toBe('How do I grow potatoes?')
    followed.leave()
  })

  it('come back as they were after a new start, with an answer that was under way', async () => {
    const first = startChat({ real: real() })
    const { chatId, messageId } = await first.send('Hello')
    await until(() => first.scripts.length === 1)
    first.scripts[0]?.give(ROUTE, { type: 'delta', text: 'Half of' })
    await until(() => store.chatJournal.list()[0]?.message.text === 'Half of')
    store.close()
    vault = await vault.restart('without')
    open()
    const second = startChat({ real: real(), answer: () => saying(' it.') })
    await until(async () => (await second.shown(chatId).catch(() => [])).at(-1)?.state === 'unfinished')
    await until(() => store.chatJournal.list().length === 0)
    expect((await vault.chats.read(chatId)).messages[1]).toMatchObject({ state: 'unfinished', text: 'Half of' })
    await second.chat.continue(chatId, messageId)
    await second.settled(chatId)
    expect((await second.shown(chatId)).at(-1)).toMatchObject({ state: 'finished', text: 'Half of it.' })
    expect(vault.text((await vault.chats.read(chatId)).path)).toContain('Half of it.')
  })

  it('whose vault is gone for a while keep the answer in the journal until it is back', async () => {
    const { chat, send, scripts } = startChat({ real: real() })
    const { chatId } = await send('Hello')
    await until(() => scripts.length === 1)
    const followed = follow(chat, chatId)
    await followed.has('head')
    renameSync(join(vault.root, 'Vault'), join(vault.root, 'Away'))
    scripts[0]?.give(ROUTE, { type: 'delta', text: 'All of it.' }, DONE)
    scripts[0]?.end()
    await followed.has('error')
    expect(followed.events.find(({ type }) => type === 'error')).toMatchObject({ message: { text: 'All of it.', problem: { message: expect.stringContaining('is kept') } } })
    expect(store.chatJournal.list()).toMatchObject([{ message: { text: 'All of it.', state: 'finished' } }])
    followed.leave()
    // The watch may have made an empty one in its place.
    rmSync(join(vault.root, 'Vault'), { recursive: true, force: true })
    renameSync(join(vault.root, 'Away'), join(vault.root, 'Vault'))
    await until(() => send('Next', chatId).then(() => true, () => false))
    expect((await vault.chats.read(chatId)).messages[1]).toMatchObject({ text: 'All of it.', state: 'finished' })
    await chat.stop(chatId)
  })

  it('deleted while an answer is made go to the trash with what had come', async () => {
    const { chat, send, scripts, shown } = startChat({ real: real() })
    const { chatId } = await send('Hello')
    await until(() => scripts.length === 1)
    scripts[0]?.give(ROUTE, { type: 'delta', text: 'Half' })
    await until(async () => (await shown(chatId)).at(-1)?.text === 'Half')
    await chat.delete(chatId)
    expect(vault.names()).toEqual([])
    await chat.undelete(chatId)
    expect((await shown(chatId)).at(-1)).toMatchObject({ text: 'Half', state: 'stopped' })
  })
})
