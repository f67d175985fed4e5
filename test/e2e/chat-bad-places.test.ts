import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { anthropicSays, cutAfter, drip } from '../provider/index.ts'
import { missing } from '../shared.ts'
import { aDay, KEY, UNPLAIN } from './bad-days-rig.ts'
import { killChats } from './chat-kills.ts'
import { answerAtGate, followChat, say } from './chat-rig.ts'
import { seedOfRun } from './seeded.ts'

const LONGEST_MS = 240_000
const KILLS = 12
const SOON = { timeout: 60_000, interval: 100 }
const LONG = Array.from({ length: 400 }, (_, index) => `Word${index} `)

const canMount = (): boolean => {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return false
  const folder = `/tmp/freehold-chat-mount-${process.pid}`
  mkdirSync(folder, { recursive: true })
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0
  if (mounted) spawnSync('umount', [folder])
  rmSync(folder, { recursive: true, force: true })
  return mounted
}

describe.skipIf(missing('models/stories260K-f32.gguf'))('bad days of a chat, on the built host: elsewhere', { timeout: LONGEST_MS }, () => {
  const cloud = { destination: 'Cloud' }

  it('keeps what had come when the line is cut, says so, and makes it again', async () => {
    const day = await aDay()
    day.provider.script(cutAfter(anthropicSays({ text: LONG }), 'Word9 '))
    const { chatId, message } = await say(day.api(), { text: 'Count.', mode: cloud }, 'chat')
    expect(message).toMatchObject({ state: 'failed', problem: { code: expect.stringMatching(/CUT_OFF|UPSTREAM/) as string, next: expect.any(String) as string } })
    expect(message.text).toMatch(/^Word0 Word1/)
    expect(message.problem?.message).not.toMatch(UNPLAIN)
    expect(await day.text(chatId)).toContain(message.text.trim())
    day.provider.script(anthropicSays({ text: ['All of it.'] }))
    const { messageId } = await day.api().chat.regenerate({ chatId, messageId: message.messageId })
    await expect.poll(async () => (await day.message(chatId, messageId))?.text, SOON).toBe('All of it.')
    // An answer that broke off is no part of what was said.
    expect(day.provider.requests.at(-1)?.body.toString()).not.toContain('Word0')
  })

  it('says when nobody is there, and answers on this machine at once', async () => {
    const day = await aDay()
    await day.provider.close()
    const { chatId, message } = await say(day.api(), { text: 'Anybody?', mode: cloud }, 'chat')
    expect(message).toMatchObject({ state: 'failed', problem: { code: 'OFFLINE' } })
    expect(message.problem?.message).toMatch(/cannot be reached, and nothing was sent/)
    const { messageId } = await day.api().chat.regenerate({ chatId, messageId: message.messageId, place: 'local' })
    await expect.poll(async () => (await day.message(chatId, messageId))?.state, SOON).toMatch(/finished|length/)
    expect((await day.messages(chatId)).length).toBe(2)
  })

  it('says when the key was taken away meanwhile, and sends nothing', async () => {
    const day = await aDay()
    const { chatId } = await say(day.api(), { text: 'One.', mode: cloud }, 'chat')
    const before = day.provider.requests.length
    await day.api().credentials.remove({ name: 'anthropic' })
    const { message } = await say(day.api(), { chatId, text: 'Two.' }, 'chat')
    expect(message.state).toBe('failed')
    expect(`${message.problem?.message} ${message.problem?.next}`).toMatch(/key/i)
    expect(day.provider.requests.length).toBe(before)
    await day.api().credentials.set({ name: 'anthropic', value: KEY })
    const { messageId } = await day.api().chat.regenerate({ chatId, messageId: message.messageId })
    await expect.poll(async () => (await day.message(chatId, messageId))?.state, SOON).toBe('finished')
  })

  it('carries directions and characters without width unchanged through file, search and provider', async () => {
    const day = await aDay()
    const odd = 'A\u202Eevil\u202C b\u200Bc d\u200Dé e\u0301 \u2066שלום\u2069 مرحبا 👩‍👩‍👧 \uFEFFend\u00A0tab\there'
    day.provider.script(anthropicSays({ text: [odd, ' lighthouse'] }))
    const { chatId, message } = await say(day.api(), { text: odd, mode: cloud }, 'chat')
    expect(message.text).toBe(`${odd} lighthouse`)
    const sent = day.provider.requests.at(-1)?.json() as { readonly messages: readonly { readonly content: unknown }[] }
    expect(JSON.stringify(sent.messages[0]?.content)).toContain(JSON.stringify(odd).slice(1, -1))
    expect(await day.text(chatId)).toContain(odd)
    await day.host().stop()
    await day.again()
    expect((await day.messages(chatId)).map(({ text }) => text)).toEqual([odd, `${odd} lighthouse`])
    for (const text of ['lighthouse', 'שלום', 'مرحبا', odd]) expect((await day.api().chat.search({ text })).hits.map((hit) => hit.chatId), text).toContain(chatId)
    // No name of a file, and no title, shows other than it is; what joins the parts of one picture stays.
    const { title, path } = (await day.api().chat.open({ chatId })).head
    expect(`${title} ${path}`).not.toMatch(/[\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/)
  })

  it('keeps what is typed and not sent over a kill', async () => {
    const day = await aDay()
    const { chatId } = await say(day.api(), { text: 'Hello.', mode: cloud }, 'chat')
    await day.api().chat.setDraft({ chatId, text: 'Half a thou' })
    await day.api().chat.setDraft({ chatId: null, text: 'A new one \u202E' })
    day.kill()
    await day.again()
    await expect.poll(async () => (await day.api().chat.open({ chatId })).head.draft, SOON).toBe('Half a thou')
    expect((await day.api().chat.draft({})).text).toBe('A new one \u202E')
  })

  it('loses no turn and doubles none when the host is killed at any point of one', async ({ signal }) => {
    const seed = seedOfRun()
    process.stdout.write(`Kills of chats with FREEHOLD_SEED=${seed}\n`)
    const { kills, met, seconds } = await killChats({ seed, kills: KILLS, signal })
    process.stdout.write(`${kills} kills in ${seconds} s: ${[...met].map(([what, count]) => `${count} ${what}`).join('; ')}\n`)
    expect(kills).toBe(KILLS)
  })

  it('makes the index anew when it is gone, and when it is rubbish', async () => {
    const day = await aDay()
    const { chatId } = await say(day.api(), { text: 'The lighthouse stands.', mode: cloud }, 'chat')
    for (const spoil of [(path: string) => rmSync(path), (path: string) => writeFileSync(path, 'no database')]) {
      await day.host().stop()
      const names = readdirSync(day.home.state).filter((name) => name.startsWith('chats.db'))
      expect(names).toContain('chats.db')
      for (const name of names) (name === 'chats.db' ? spoil : rmSync)(join(day.home.state, name))
      await day.again()
      await expect.poll(async () => (await day.api().chat.list({})).rows.map((row) => row.chatId), SOON).toEqual([chatId])
      await expect.poll(async () => (await day.api().chat.search({ text: 'lighthouse' })).hits.length, SOON).toBe(1)
    }
  })

  it.skipIf(!canMount())('keeps an answer while the disk is full, says so, and writes it when there is room (needs a small tmpfs)', async () => {
    const day = await aDay({
      prepare: ({ vault }) => {
        mkdirSync(vault, { recursive: true })
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', vault])
        onTestFinished(() => void spawnSync('umount', ['-l', vault]))
      },
    })
    const fill = (): void => void spawnSync('sh', ['-c', `cat /dev/zero > '${day.home.vault}/film' 2>/dev/null`])
    day.provider.script(drip(anthropicSays({ text: LONG }), 2_000, 100))
    const stopAsking = answerAtGate(day.api(), 'chat')
    const { chatId, messageId } = await day.api().chat.send({ text: 'Count.', mode: cloud })
    const followed = followChat(day.api(), chatId)
    await followed.until(({ type }) => type === 'delta')
    fill()
    const ended = await followed.ended()
    expect(ended.text).toBe(LONG.join(''))
    expect(ended.problem).toMatchObject({ code: 'DISK_FULL', message: expect.stringMatching(/kept/) as string })
    await expect(day.api().chat.send({ chatId, text: 'More.' })).rejects.toMatchObject({ code: 'DISK_FULL' })
    await expect(day.api().chat.send({ text: 'A new chat.' })).rejects.toMatchObject({ code: 'DISK_FULL' })
    day.kill()
    await stopAsking().catch(() => undefined)
    await day.again()
    await expect.poll(async () => (await day.message(chatId, messageId))?.text, SOON).toBe(LONG.join(''))
    rmSync(join(day.home.vault, 'film'))
    day.provider.script(anthropicSays({ text: ['Fine.'] }))
    const { message } = await say(day.api(), { chatId, text: 'And now?' }, 'chat')
    expect(message).toMatchObject({ state: 'finished', text: 'Fine.' })
    const text = await day.text(chatId)
    expect(text).toContain('Word399')
    expect((await day.message(chatId, messageId))?.problem).toBeNull()
    expect(readdirSync(join(day.home.vault, 'Chats')).filter((name) => !name.endsWith('.md'))).toEqual([])
  })

  it('lets nobody in beside a host that runs, and the chat goes on', async () => {
    const day = await aDay()
    const { chatId } = await say(day.api(), { text: 'One.', mode: cloud }, 'chat')
    const second = spawnSync(process.execPath, [day.home.cli, 'serve', '--port', '0'], { env: day.home.env, encoding: 'utf8', timeout: 60_000 })
    expect(second.status).not.toBe(null)
    expect(`${second.stdout}${second.stderr}`).toMatch(/running|open|already/i)
    const { message } = await say(day.api(), { chatId, text: 'Two.' }, 'chat')
    expect(message.state).toBe('finished')
    expect((await day.messages(chatId)).length).toBe(4)
    expect(existsSync(await day.file(chatId))).toBe(true)
  })
})
