import { connect } from 'node:net'
import OpenAI, { APIError } from 'openai'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import type { LlmEvent } from '../../../src/main/core/ports/index.ts'
import { createApiWork, type WorkScript } from '../../fakes/api-work.ts'
import { openRig } from './openai-rig.ts'

const START: LlmEvent = { type: 'start', promptTokens: 3, reusedTokens: 0, contextTokens: 512 }
const DONE: LlmEvent = { type: 'done', stopReason: 'end' }

const open = async (script: Partial<WorkScript>) => {
  const made = createApiWork(script)
  const rig = await openRig(made.work)
  onTestFinished(rig.close)
  return { ...made, rig, openai: new OpenAI({ baseURL: `${rig.url}/v1`, apiKey: 'any', maxRetries: 0 }) }
}
const REQUEST = { model: 'tiny-chat', messages: [{ role: 'user' as const, content: 'Hello' }] }

describe('an answer of OpenAI’s API as it is written', () => {
  it('says in the stream what breaks it off, so that the client throws it', async () => {
    const { openai, rig } = await open({
      chat: function* chat() {
        yield START
        yield { type: 'delta', text: 'Once' }
        throw new AppError('ENGINE_CRASHED', 'The model stopped at this answer.', { next: 'Ask again.' })
      },
    })
    let text = ''
    const chat = async (): Promise<void> => {
      for await (const chunk of await openai.chat.completions.create({ ...REQUEST, stream: true })) text += chunk.choices[0]?.delta.content ?? ''
    }
    const error = await chat().catch((failure: unknown) => failure)
    expect(text).toBe('Once')
    expect(error).toBeInstanceOf(APIError)
    expect(error).toMatchObject({ code: 'engine_crashed', type: 'server_error', message: expect.stringContaining('The model stopped at this answer. Ask again.') })
    const response = await openai.responses.stream({ model: 'tiny-chat', input: 'Hello' }).finalResponse().catch((failure: unknown) => failure)
    expect(response).toBeInstanceOf(APIError)
    expect(response).toMatchObject({ code: 'engine_crashed' })
    expect(rig.failures).toEqual([])
  })

  it('says nothing of a fault of its own but that there was one', async () => {
    const { openai, rig } = await open({
      chat: () => {
        throw new Error('secret words')
      },
    })
    const error = await openai.chat.completions.create(REQUEST).catch((failure: unknown) => failure)
    expect(error).toMatchObject({ status: 500, message: expect.stringMatching(/^500 Something went wrong\. The log has the details under [0-9a-f]{8}\.$/) })
    expect(rig.log.lines.map(({ event }) => event)).toEqual(['api.failed'])
  })

  it('says why an answer was ended from here', async () => {
    const { work } = createApiWork({
      chat: async function* chat({ signal }) {
        yield START
        yield { type: 'delta', text: 'Once' }
        await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
    })
    const ending = new AbortController()
    const rig = await openRig(work, {}, ending.signal)
    onTestFinished(rig.close)
    const openai = new OpenAI({ baseURL: `${rig.url}/v1`, apiKey: 'any', maxRetries: 0 })
    const read = async (): Promise<void> => {
      for await (const chunk of await openai.chat.completions.create({ ...REQUEST, stream: true })) {
        if (chunk.choices[0]?.delta.content === 'Once') ending.abort(new Error('ended', { cause: new AppError('NOT_PERMITTED', 'The token was revoked.') }))
      }
    }
    expect(await read().catch((failure: unknown) => failure)).toMatchObject({ code: 'not_permitted', message: expect.stringContaining('The token was revoked.') })
  })

  it('ends the model when the reader leaves, streamed or not', async () => {
    async function* endless(signal: AbortSignal): AsyncGenerator<LlmEvent> {
      yield START
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 5))
        signal.throwIfAborted()
        yield { type: 'delta', text: 'and ' }
      }
    }
    const { openai, left, rig } = await open({ chat: ({ signal }) => endless(signal) })
    for await (const _chunk of await openai.chat.completions.create({ ...REQUEST, stream: true })) break
    await vi.waitFor(() => expect(left).toHaveLength(1), { timeout: 20_000 })
    const leave = new AbortController()
    const asked = openai.chat.completions.create(REQUEST, { signal: leave.signal }).catch(() => 'left')
    await new Promise((resolve) => setTimeout(resolve, 50))
    leave.abort()
    expect(await asked).toBe('left')
    await vi.waitFor(() => expect(left).toHaveLength(2), { timeout: 20_000 })
    expect(rig.failures).toEqual([])
  })

  it('writes no faster than its reader reads', async () => {
    let told = 0
    const { rig, left } = await open({
      chat: function* chat() {
        yield START
        for (; told < 20_000; told += 1) yield { type: 'delta', text: 'x'.repeat(10_000) }
        yield DONE
      },
    })
    const socket = connect(Number(new URL(rig.url).port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    const body = JSON.stringify({ ...REQUEST, stream: true })
    socket.write(`POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
    socket.pause()
    let before = -1
    await vi.waitFor(() => {
      const now = told
      const isStill = now > 0 && now === before
      before = now
      expect(isStill).toBe(true)
    }, { timeout: 30_000, interval: 300 })
    // What the system holds between the two, and not the 200 MB of the whole.
    expect(told).toBeLessThan(3000)
    socket.destroy()
    await vi.waitFor(() => expect(left).toHaveLength(1), { timeout: 20_000 })
  })

  it('ends with [DONE], is kept by nobody on its way, and has null for the figures until they come', async () => {
    const { rig } = await open({})
    const answer = await fetch(`${rig.url}/v1/chat/completions`, { method: 'POST', body: JSON.stringify({ ...REQUEST, stream: true, stream_options: { include_usage: true } }) })
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('no-cache, no-transform')
    expect(answer.headers.get('x-accel-buffering')).toBe('no')
    const events = (await answer.text()).split('\n\n')
    expect(events.slice(-2)).toEqual(['data: [DONE]', ''])
    const chunks = events.slice(0, -2).map((event) => JSON.parse(event.slice('data: '.length)) as { usage: unknown })
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true)
    expect(chunks.at(-1)?.usage).toMatchObject({ completion_tokens: 13 })
  })

  it('tells one call alone where calls beside each other were refused', async () => {
    const tools = ['one', 'two'].map((name) => ({ type: 'function' as const, function: { name, parameters: { type: 'object', properties: { n: { type: 'integer' } } } } }))
    const { openai } = await open({})
    const both = await openai.chat.completions.create({ ...REQUEST, tools, tool_choice: 'required' })
    expect(both.choices[0]?.message.tool_calls).toHaveLength(2)
    expect(both.choices[0]?.message.content).toBeNull()
    const single = await openai.chat.completions.create({ ...REQUEST, tools, tool_choice: 'required', parallel_tool_calls: false })
    expect(single.choices[0]?.message.tool_calls).toHaveLength(1)
    const indexes: (number | undefined)[] = []
    for await (const chunk of await openai.chat.completions.create({ ...REQUEST, tools, tool_choice: 'required', stream: true })) indexes.push(...(chunk.choices[0]?.delta.tool_calls ?? []).map(({ index }) => index))
    expect(indexes).toEqual([0, 1])
  })

  it('tells what was thought before apart from what is said', async () => {
    const { openai } = await open({})
    const { choices } = await openai.chat.completions.create({ ...REQUEST, reasoning_effort: 'low' })
    expect(choices[0]?.message).toMatchObject({ reasoning_content: 'Let me see.', content: expect.stringMatching(/^Once/) })
    const { output } = await openai.responses.stream({ model: 'tiny-chat', input: 'Hello', reasoning: { effort: 'low' } }).finalResponse()
    expect(output.map(({ type }) => type)).toEqual(['reasoning', 'message'])
  })
})
