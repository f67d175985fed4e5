import { describe, expect, it } from 'vitest'
import { firstWords, takeTitle } from '../../../src/main/core/chat/titles.ts'
import { saying, startChat, until } from './rig.ts'

describe('the title of a chat', () => {
  it('is made on this Mac after the first answer, once, and never over a name that a person gave', async () => {
    const prompts: string[] = []
    const { send, settled, files, chat } = startChat({
      answer: () => saying('Tomatoes need sun.'),
      title: (prompt) => {
        prompts.push(prompt)
        return { title: '# "Growing **tomatoes**."' }
      },
    })
    const { chatId } = await send('How do I grow tomatoes on a balcony that faces north, and when?')
    expect(files.record(chatId)).toMatchObject({ title: 'How do I grow tomatoes on a balcony that faces', titled: false })
    await until(() => files.record(chatId).titled)
    expect(files.record(chatId).title).toBe('Growing tomatoes')
    await chat.rename(chatId, 'Balcony')
    await send('More', chatId)
    await settled(chatId)
    expect(prompts).toHaveLength(1)

    const named = await send('Other')
    await chat.rename(named.chatId, 'Mine')
    await settled(named.chatId)
    await new Promise<void>((resolve) => setTimeout(resolve, 20))
    expect(files.record(named.chatId)).toMatchObject({ title: 'Mine', titled: true })
  })

  it('stays the first words without a model, or when it makes nonsense', async () => {
    for (const options of [{ model: null }, { title: () => ({ title: 'Once upon' }) }, { title: () => Promise.reject(new Error('crashed')) }, { title: () => 'x' }]) {
      const { send, files } = startChat({ answer: () => saying('Fine.'), ...options })
      const { chatId } = await send('A question')
      await until(() => files.record(chatId).titled)
      expect(files.record(chatId).title).toBe('A question')
    }
  })

  it('gives way to the next turn, and is made after that', async () => {
    let asked = 0
    const { send, settled, files } = startChat({
      answer: () => saying('Fine.'),
      title: (_prompt, signal) => ((asked += 1) === 1 ? new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))) : { title: 'A question' }),
    })
    const { chatId } = await send('Question')
    await until(() => asked === 1)
    await send('Next', chatId)
    expect(files.record(chatId)).toMatchObject({ title: 'Question', titled: false })
    await settled(chatId)
    await until(() => files.record(chatId).titled)
    expect(files.record(chatId).title).toBe('A question')
  })

  it('is not asked for once the host ends, and the host waits for what goes on behind an answer', async () => {
    const asked: { ended: boolean }[] = []
    const begin = () =>
      startChat({
        answer: ({ messages }) => (messages.length === 2 ? saying('Fine.') : null),
        title: async (_prompt, signal) => {
          const call = { ended: false }
          asked.push(call)
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => setTimeout(resolve, 30)))
          call.ended = true
          throw signal.reason
        },
      })
    const one = begin()
    await one.send('Question')
    await until(() => asked.length === 1)
    await one.chat.close()
    expect(asked).toEqual([{ ended: true }])

    const other = begin()
    const { chatId } = await other.send('Question')
    await until(() => asked.length === 2)
    await other.send('Next', chatId)
    await until(() => other.scripts.length === 1)
    await other.chat.close()
    await new Promise<void>((resolve) => setTimeout(resolve, 50))
    expect(asked).toHaveLength(2)
    expect(other.files.record(chatId)).toMatchObject({ titled: false })
  })

  it.each([
    [{ title: 'Plan\u0000ning' }, null],
    [{ title: '' }, null],
    [{ title: 'a plan' }, 'a plan'],
    [{ title: '[planning](https://x.example) <b>it</b>' }, 'planning it'],
    [{ title: 'Planning\n\nthe day' }, null],
    [{ title: 'plan \u202Egnp.exe' }, 'plan gnp.exe'],
    [{ title: `planning ${'words '.repeat(30)}` }, `planning ${'words '.repeat(8).trim()}`],
    [{ title: 'the and was' }, null],
    ['planning', null],
  ])('takes from %j: %j', (made, expected) => {
    expect(takeTitle(made, 'Planning the day')).toBe(expected)
  })

  it('cuts first words at a word, and never within a character', () => {
    expect(firstWords('  Hello\n\nthere ')).toBe('Hello there')
    expect(firstWords('x'.repeat(47) + '😀😀').length).toBeLessThanOrEqual(48)
    expect(firstWords('x'.repeat(47) + '😀😀').isWellFormed()).toBe(true)
  })
})
