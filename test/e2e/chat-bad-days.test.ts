import { mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeModel, VOCABULARY } from '../make-model.ts'
import { missing, shared } from '../shared.ts'
import { aDay, makeTalker, UNPLAIN } from './bad-days-rig.ts'
import { followChat, say } from './chat-rig.ts'
import { killHard } from './processes.ts'

const LONGEST_MS = 240_000
const SOON = { timeout: 60_000, interval: 100 }

describe.skipIf(missing('models/stories260K-f32.gguf', VOCABULARY))('bad days of a chat, on the built host: the model here', { timeout: LONGEST_MS }, () => {
  it('helps where no model is, and answers once one is put there', async () => {
    const folder = join(makeTalker(5).folder, 'empty')
    mkdirSync(folder)
    const day = await aDay({ models: [folder], language: 'auto' })
    const { chatId, message } = await say(day.api(), { text: 'Hello?' })
    expect(message).toMatchObject({ state: 'offered', problem: null, offer: { why: 'missing', local: false } })
    expect(message.offer?.words).not.toMatch(UNPLAIN)
    expect(day.provider.requests).toEqual([])
    writeFileSync(join(folder, 'story.gguf'), readFileSync(shared('models/stories260K-f32.gguf')))
    await expect.poll(async () => (await day.api().models.list({})).inUse.language, SOON).toBe('story')
    const { messageId } = await day.api().chat.regenerate({ chatId, messageId: message.messageId })
    await expect.poll(async () => (await day.message(chatId, messageId))?.state, SOON).toMatch(/finished|length/)
    expect((await day.messages(chatId)).length).toBe(2)
  })

  it.each([
    ['gone', (path: string) => renameSync(path, `${path}-away`)],
    ['cut off', (path: string) => truncateSync(path, 500_000)],
    ['overwritten', (path: string) => writeFileSync(path, Buffer.alloc(400_000, 'no model '))],
  ])('says so when the file of the model is %s mid-life, and answers when it is back', async (_how, spoil) => {
    const { folder } = makeTalker(5)
    const path = join(folder, 'story.gguf')
    const bytes = readFileSync(shared('models/stories260K-f32.gguf'))
    writeFileSync(path, bytes)
    const day = await aDay({ models: [folder], language: 'story' })
    const first = await say(day.api(), { text: 'Once upon a time.' })
    expect(first.message.state).toMatch(/finished|length/)
    // It is still in memory: a crash has it read anew.
    spoil(path)
    for (const pid of day.engines()) killHard(pid)
    const { chatId, message } = await say(day.api(), { text: 'And then?' })
    expect(['failed', 'offered']).toContain(message.state)
    const words = `${message.problem?.message ?? message.offer?.words} ${message.problem?.next ?? ''}`
    expect(words).toMatch(/model/i)
    expect(words).not.toMatch(UNPLAIN)
    rmSync(path, { force: true })
    writeFileSync(path, bytes)
    await expect
      .poll(
        async () => {
          const { messageId } = await day.api().chat.regenerate({ chatId, messageId: (await day.messages(chatId)).at(-1)?.messageId ?? message.messageId })
          await expect.poll(async () => (await day.api().chat.open({ chatId })).head.running, SOON).toBeNull()
          return (await day.message(chatId, messageId))?.state
        },
        { timeout: 90_000, interval: 1_000 },
      )
      .toMatch(/finished|length/)
  })

  it('names a smaller context when memory does not hold the one that is set', async () => {
    const { folder } = makeTalker(5)
    makeModel(join(folder, 'wide.gguf'), { contextTokens: 1_048_576, embedding: 64, layers: 8, heads: 1, headSize: 4096, feedForward: 64 })
    const day = await aDay({ models: [folder], language: 'wide', more: '  contextTokens: 1048576\n' })
    const { chatId, message } = await say(day.api(), { text: 'Hello?' })
    expect(message).toMatchObject({ state: 'failed', problem: { code: 'NO_MEMORY', next: expect.stringMatching(/models\.contextTokens to \d+/) as string } })
    // What is advised works.
    await day.api().settings.set({ path: 'models.contextTokens', value: 1024 })
    const { messageId } = await day.api().chat.regenerate({ chatId, messageId: message.messageId })
    await expect.poll(async () => (await day.message(chatId, messageId))?.state, SOON).toMatch(/finished|length/)
  })

  it('keeps what had come when the engine is killed mid-answer, and makes it again at once', async () => {
    const talker = makeTalker()
    const day = await aDay({ models: [talker.folder], language: 'talker', maxAnswerTokens: 2000 })
    const { chatId, messageId } = await day.api().chat.send({ text: 'Say it all.' })
    const followed = followChat(day.api(), chatId)
    await followed.until((event) => event.type === 'delta' && event.at > 200)
    for (const pid of day.engines()) killHard(pid)
    const broken = await followed.ended()
    expect(broken).toMatchObject({ messageId, state: 'failed', problem: { code: 'ENGINE_CRASHED', next: expect.any(String) as string } })
    expect(broken.problem?.message).not.toMatch(UNPLAIN)
    expect(broken.text.length).toBeGreaterThan(200)
    expect(talker.says.startsWith(broken.text.trim())).toBe(true)
    expect(await day.text(chatId)).toContain(broken.text.trim())
    const again = await day.api().chat.regenerate({ chatId, messageId })
    await expect.poll(async () => (await day.message(chatId, again.messageId))?.state, { ...SOON, timeout: 120_000 }).toBe('finished')
    expect((await day.message(chatId, again.messageId))?.text.trim()).toBe(talker.says)
    expect((await day.message(chatId, again.messageId))?.version.of).toBe(2)
    followed.leave()
  })

  it('stops a long answer of the engine at once, and begins the next turn as fast as the first', async () => {
    const talker = makeTalker()
    const day = await aDay({ models: [talker.folder], language: 'talker', maxAnswerTokens: 2000 })
    const first = await day.api().chat.send({ text: 'Say it all.' })
    const { chatId } = first
    const followed = followChat(day.api(), chatId)
    await followed.until((event) => event.type === 'delta' && event.at > 100)
    const [engine] = day.engines()
    const began = performance.now()
    await day.api().chat.stop({ chatId })
    const stopped = await followed.ended()
    const stopMs = performance.now() - began
    expect(stopped.state).toBe('stopped')
    expect(talker.says.startsWith(stopped.text.trim())).toBe(true)
    const asked = performance.now()
    const next = await day.api().chat.send({ chatId, text: 'Once more.' })
    await followed.until((event) => event.type === 'delta' && event.messageId === next.messageId)
    const nextMs = performance.now() - asked
    process.stdout.write(`Stopped in ${Math.round(stopMs)} ms; the next turn's first words after ${Math.round(nextMs)} ms\n`)
    // The whole answer takes many seconds: it did not wait for that.
    expect(stopMs).toBeLessThan(5_000)
    expect(day.engines()).toEqual([engine])
    await day.api().chat.stop({ chatId })
    await expect.poll(async () => (await day.message(chatId, next.messageId))?.state, SOON).toBe('stopped')
    followed.leave()
  })

  it('offers a text of 200 kB with figures, and cuts nothing of it', async () => {
    const day = await aDay()
    const text = Array.from({ length: 20_000 }, (_, index) => `word${index}`).join(' ').slice(0, 200_000)
    const { chatId, message } = await say(day.api(), { text, mode: 'auto' })
    expect(message).toMatchObject({ state: 'offered', text: '', offer: { why: 'long', holds: 512, tokens: expect.any(Number) as number } })
    expect(message.offer?.tokens).toBeGreaterThan(50_000)
    expect(message.offer?.words).toMatch(/\d{2,3},\d{3}/)
    expect((await day.messages(chatId))[0]?.text).toBe(text)
    expect(await day.text(chatId)).toContain(text)
    await day.host().stop()
    const later = await day.again()
    expect((await later.chat.open({ chatId })).messages[0]?.text).toBe(text)
    const pasted = await later.attachments.addText({ title: 'Pasted', text })
    expect(pasted).toMatchObject({ state: 'ready', attachment: { sizeBytes: text.length } })
    expect((await later.attachments.text({ attachmentId: pasted.attachmentId })).text).toBe(text)
  })

  it.each(['summarise', 'leave-out'] as const)('goes on when the chat is full (%s), marks where, and loses nothing in the file', async (how) => {
    const day = await aDay({ chat: `  whenFull: ${how}\n` })
    const turns = Array.from({ length: 9 }, (_, index) => `Turn ${index}: the boat number ${index} went out to sea with a crew of ${index + 3} and a red lamp at its mast, and nobody saw it for a while.`)
    const first = await say(day.api(), { text: turns[0] ?? '' })
    first.followed.leave()
    const { chatId } = first
    for (const text of turns.slice(1)) {
      const { message, followed } = await say(day.api(), { chatId, text })
      followed.leave()
      expect(message, JSON.stringify(message.problem ?? message.offer)).toMatchObject({ state: expect.stringMatching(/finished|length/) as string })
    }
    const messages = await day.messages(chatId)
    const marks = messages.filter(({ role }) => role === 'mark')
    expect(marks.length).toBeGreaterThan(0)
    for (const mark of marks) {
      expect(mark.covers).toBeGreaterThan(0)
      if (how === 'leave-out') expect(mark.text).toBe('')
      else expect(mark.text).not.toBe('')
    }
    expect(messages.filter(({ role }) => role === 'you').map(({ text }) => text)).toEqual(turns)
    const file = await day.text(chatId)
    for (const text of turns) expect(file).toContain(text)
    await day.host().stop()
    await day.again()
    expect((await day.messages(chatId)).map(({ messageId, text }) => [messageId, text])).toEqual(messages.map(({ messageId, text }) => [messageId, text]))
  })
})
