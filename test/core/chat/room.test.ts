import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import { countWords, follow, NEVER, saying, startChat, until } from './rig.ts'
import type { TurnRequest } from '../../../src/main/core/answers/index.ts'

const words = (count: number, word: string): string => Array.from({ length: count }, () => word).join(' ')
const seenBy = (request: TurnRequest | undefined): string => (request?.messages ?? []).flatMap(({ pieces }) => pieces.map(({ text }) => text)).join(' | ')

/** Three turns of which a fourth no longer fits: a word is a token, and the model holds two hundred. */
const fullChat = async (options: Parameters<typeof startChat>[0] = {}) => {
  const started = startChat({ contextTokens: 200, answer: () => saying(words(20, 'answer')).filter(({ type }) => type !== 'usage'), ...options })
  const { chatId } = await started.send(`first ${words(25, 'alpha')}`)
  await started.settled(chatId)
  for (const name of ['second', 'third']) {
    await started.send(`${name} ${words(25, 'beta')}`, chatId)
    await started.settled(chatId)
  }
  return { ...started, chatId }
}

describe('a chat that is full', () => {
  it('offers what can be done, with figures, and asks nobody', async () => {
    const { send, chatId, settled, message, requests } = await fullChat({ destinations: () => [{ name: 'Home', zone: 'network', model: null }] })
    const { messageId } = await send(`fourth ${words(25, 'gamma')}`, chatId)
    await settled(chatId)
    expect(requests).toHaveLength(3)
    const offered = await message(chatId, messageId)
    expect(offered).toMatchObject({ state: 'offered', offer: { why: 'full', holds: 200, local: false, destinations: [{ name: 'Home' }] } })
    expect(offered.offer?.words).toMatch(/\d+ tokens.*holds 200 /)
  })

  it('makes room on a word, says where, and keeps what it leaves out', async () => {
    const { send, chat, chatId, settled, shown, requests } = await fullChat()
    const { messageId } = await send(`fourth ${words(25, 'gamma')}`, chatId)
    await settled(chatId)
    const followed = follow(chat, chatId)
    await followed.has('head')
    await chat.makeRoom(chatId, 'leave-out', NEVER)
    await followed.has('after')
    const messages = await shown(chatId)
    const mark = messages.findIndex(({ role }) => role === 'mark')
    expect(messages[mark]).toMatchObject({ text: '', covers: mark, version: { of: 1 } })
    expect(messages[mark + 1]).toMatchObject({ role: 'you', parentId: messages[mark]?.messageId })
    expect(messages.at(-1)).toMatchObject({ messageId, state: 'offered' })
    await chat.regenerate(chatId, messageId, 'local')
    await settled(chatId)
    expect((await shown(chatId)).at(-1)).toMatchObject({ state: 'finished' })
    expect(seenBy(requests.at(-1))).not.toContain('first')
    expect(seenBy(requests.at(-1))).toContain('fourth')
    expect((await shown(chatId))[0]?.text).toContain('first')
    followed.leave()
  })

  it('finds out what the turns were about before their words are gone from what is sent', async () => {
    const { chat, chatId, shown } = await fullChat()
    for (const how of ['leave-out', 'summarise'] as const) {
      await chat.makeRoom(chatId, how, NEVER).catch(() => undefined)
      expect((await shown(chatId)).find(({ role }) => role === 'mark')?.labels.topics).toEqual(['health'])
    }
    expect((await chat.open({ chatId, limit: 1 })).head.labels.topics).toEqual(['health'])
  })

  it('keeps the versions of the first turn that stays beside each other, all below the mark', async () => {
    const { chat, chatId, settled, shown, files } = await fullChat()
    const third = (await shown(chatId)).findLast(({ role }) => role === 'you')
    if (third === undefined) throw new Error('It has no turn.')
    await chat.edit(chatId, third.messageId, { text: `third ${words(90, 'delta')}` })
    await settled(chatId)
    await chat.makeRoom(chatId, 'leave-out', NEVER)
    const messages = await shown(chatId)
    const mark = messages.find(({ role }) => role === 'mark')
    expect(messages.findLast(({ role }) => role === 'you')).toMatchObject({ parentId: mark?.messageId, version: { index: 1, of: 2, ids: [third.messageId, expect.any(String)] } })
    await chat.showVersion(chatId, third.messageId)
    expect((await shown(chatId)).map(({ role }) => role)).toEqual(['you', 'answer', 'you', 'answer', 'mark', 'you', 'answer'])
    expect(files.record(chatId).messages.filter(({ parentId }) => parentId === mark?.messageId)).toHaveLength(2)
  })

  it('has the oldest summed up by the model on this Mac, again and again', async () => {
    const summed: string[] = []
    const sumUp = (messages: readonly { readonly text: string }[]): string => {
      summed.push(messages.at(-1)?.text ?? '')
      return `Summary ${summed.length}.`
    }
    const { send, chatId, settled, shown, requests } = await fullChat({ settings: { whenFull: 'summarise' }, sumUp })
    for (const name of ['fourth', 'fifth', 'sixth', 'seventh']) {
      await send(`${name} ${words(25, 'gamma')}`, chatId)
      await settled(chatId)
      expect((await shown(chatId)).at(-1)).toMatchObject({ role: 'answer', state: 'finished' })
    }
    const marks = (await shown(chatId)).filter(({ role }) => role === 'mark')
    expect(marks.length).toBeGreaterThan(1)
    expect(marks.at(-1)?.text).toMatch(/^Summary/)
    expect(marks[1]?.covers).toBeGreaterThan(marks[0]?.covers ?? Infinity)
    // The second one was made from the first, not from what that had summed up.
    expect(summed.some((text) => text.startsWith('Before: Summary') && !text.includes('first'))).toBe(true)
    expect(seenBy(requests.at(-1))).toContain(marks.at(-1)?.text)
    expect(seenBy(requests.at(-1))).not.toContain('fourth')
    for (const request of requests) expect(countWords(seenBy(request))).toBeLessThan(200)
  })

  it('is at once as private as what was summed up turned out to be', async () => {
    const { send, chatId, settled, requests } = await fullChat({ settings: { whenFull: 'summarise' } })
    await send(`fourth ${words(25, 'gamma')}`, chatId)
    await settled(chatId)
    expect(requests).toHaveLength(4)
    expect(requests.at(-1)?.carried?.topics).toEqual(['health'])
  })

  it('leaves it to the answer when the turn alone is too long', async () => {
    const { send, chatId, settled, requests } = await fullChat()
    await send(words(300, 'long'), chatId)
    await settled(chatId)
    expect(requests).toHaveLength(4)
  })

  it('never leaves the newest turn out', async () => {
    const { chat, send, settled } = startChat({ answer: () => saying('Fine.') })
    const { chatId } = await send('Hello')
    await settled(chatId)
    await expect(chat.makeRoom(chatId, 'leave-out', NEVER)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('says why no summary can be made, and changes nothing', async () => {
    const { chat, chatId, files } = await fullChat({ sumUp: () => ' ' })
    const before = files.record(chatId)
    await expect(chat.makeRoom(chatId, 'summarise', NEVER)).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    expect(files.record(chatId)).toEqual(before)
    const without = await fullChat({ model: null })
    await expect(without.chat.makeRoom(without.chatId, 'summarise', NEVER)).rejects.toMatchObject({ code: 'NO_MODEL' })
    await without.chat.makeRoom(without.chatId, 'leave-out', NEVER)
  })

  it('reads in halves what the model does not hold at once', async () => {
    const sizes: number[] = []
    const { chat, chatId, shown } = await fullChat({
      contextTokens: 200,
      sumUp: (messages) => {
        const size = messages.at(-1)?.text.length ?? 0
        if (size > 220) throw new AppError('TOO_LARGE', 'Too long.')
        sizes.push(size)
        return 'Part.'
      },
    })
    await chat.makeRoom(chatId, 'summarise', NEVER)
    expect(sizes.length).toBeGreaterThan(1)
    expect((await shown(chatId)).find(({ role }) => role === 'mark')?.text).toMatch(/^(Part\.\n?)+$/)
  })

  it('stops summing up on a word, and the turn with it', async () => {
    let isAsked = false
    const { chat, send, chatId, shown } = await fullChat({
      settings: { whenFull: 'summarise' },
      sumUp: (_messages, signal) => {
        isAsked = true
        return new Promise<string>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
    })
    await send(`fourth ${words(25, 'gamma')}`, chatId)
    await until(() => isAsked)
    await chat.stop(chatId)
    const messages = await shown(chatId)
    expect(messages.at(-1)).toMatchObject({ state: 'stopped' })
    expect(messages.some(({ role }) => role === 'mark')).toBe(false)
  })
})

describe('a chat that asks where', () => {
  it('offers only what is left once the turn was looked through', async () => {
    const asked: string[] = []
    const started = startChat({
      settings: { mode: 'ask' },
      destinations: () => [{ name: 'Home', zone: 'network', model: 'big' }, { name: 'Cloud', zone: 'cloud', model: 'big' }],
      placesFor: async (pieces) => {
        asked.push(...pieces.map(({ text }) => text))
        return [{ name: 'Home', zone: 'network', model: 'big' }]
      },
      answer: () => saying('Fine.'),
    })
    const { chatId, messageId } = await started.send('My knee')
    await started.settled(chatId)
    expect(await started.message(chatId, messageId)).toMatchObject({ offer: { why: 'choose', destinations: [{ name: 'Home' }] } })
    expect(asked).toContain('My knee')
  })

  it('offers every turn that could go elsewhere, and answers here what could not', async () => {
    const { send, settled, message, requests, chat } = startChat({
      settings: { mode: 'ask' },
      destinations: ({ sources }) => (sources.some(({ origin }) => origin === 'memo') ? [] : [{ name: 'Home', zone: 'network', model: 'big' }]),
      answer: () => saying('Fine.'),
    })
    const { chatId, messageId } = await send('Hello')
    await settled(chatId)
    expect(await message(chatId, messageId)).toMatchObject({ state: 'offered', offer: { why: 'choose', local: true, destinations: [{ name: 'Home' }] } })
    expect(requests).toHaveLength(0)
    await chat.regenerate(chatId, messageId, 'local')
    await settled(chatId)
    const second = await send('And this', chatId, { attachmentIds: ['a1'] })
    await settled(chatId)
    expect(await message(chatId, second.messageId)).toMatchObject({ state: 'finished' })
    expect(requests).toMatchObject([{ mode: 'local-only' }, { mode: 'auto' }])
  })
})

describe('the meter', () => {
  it('is what the model counted with its last answer', async () => {
    const { send, settled, chat } = startChat({ answer: () => saying('Fine.', 'So.') })
    const { chatId } = await send('Hello')
    await settled(chatId)
    expect((await chat.open({ chatId, limit: 1 })).head.meter).toEqual({ usedTokens: 12, heldTokens: 4096, exact: true })
  })

  it('is reckoned at first where nothing was counted, then counted by a model that is in memory', async () => {
    const { chatId, chat } = await fullChat()
    const { head } = await chat.open({ chatId, limit: 1 })
    const followed = follow(chat, chatId)
    await until(() => followed.events.some((event) => event.type === 'head' && event.head.meter?.exact === true))
    expect(head.meter?.heldTokens).toBe(200)
    const cold = await fullChat({ state: 'cold' })
    expect((await cold.chat.open({ chatId: cold.chatId, limit: 1 })).head.meter).toMatchObject({ exact: false })
    const none = await fullChat({ model: null })
    expect((await none.chat.open({ chatId: none.chatId, limit: 1 })).head).toMatchObject({ meter: null, localModel: null })
  })
})
