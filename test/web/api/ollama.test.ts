import { Ollama } from 'ollama'
import { describe, expect, it, vi } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import type { ApiChatRequest, LlmEvent, LocalApiWork } from '../../../src/main/core/ports/index.ts'
import { CONTEXT_WORDS, createOllamaWork, EMBEDDER, MODEL } from '../../fakes/ollama-work.ts'
import { itServesOllamaClients } from './ollama-clients.ts'
import { openOllamaRig } from './ollama-rig.ts'

const open = async (changes: Partial<LocalApiWork> = {}) => {
  const work = createOllamaWork(changes)
  const rig = await openOllamaRig(work)
  const post = async (path: string, body: unknown): Promise<{ readonly status: number; readonly body: unknown }> => {
    const response = await fetch(rig.url + path, { method: 'POST', body: JSON.stringify(body) })
    return { status: response.status, body: await response.json() }
  }
  const lastAsked = (): unknown => work.asked.at(-1)?.request
  return { ...rig, work, post, lastAsked, ollama: new Ollama({ host: rig.url }) }
}

const events = (...list: readonly LlmEvent[]) =>
  async function* (): AsyncGenerator<LlmEvent, undefined, void> {
    yield* list
    return undefined
  }
const HELLO = [{ role: 'user', content: 'hello' }]
const TOO_LONG = 'word '.repeat(CONTEXT_WORDS + 10)

describe('Ollama’s clients', () => {
  itServesOllamaClients(async () => {
    const { url } = await openOllamaRig(createOllamaWork())
    return { url, token: null, model: MODEL.id, embedder: EMBEDDER.id, tooLong: TOO_LONG }
  })
})

describe('what Ollama’s clients ask for', () => {
  it('lists what chats or embeds, and tells which of it is not on this machine', async () => {
    const { ollama } = await open()
    const { models } = await ollama.list()
    expect(models.map(({ name }) => name)).toEqual([MODEL.id, EMBEDDER.id, 'Workshop/llama-70b'])
    expect(models[2]).toMatchObject({ remote_host: 'Workshop', remote_model: 'llama-70b' })
    expect(models[0]).not.toHaveProperty('remote_host')
    expect((await ollama.ps()).models).toMatchObject([{ name: EMBEDDER.id, size: 300_000_000, expires_at: '2030-01-01T00:00:00.000Z' }])
  })

  it('finds a model by what others call it', async () => {
    const { post, lastAsked } = await open()
    for (const model of [`${MODEL.id}:latest`, MODEL.id.toLowerCase(), 'hf.co/ggml-org/gemma-3-4b-it-GGUF:Q4_K_M', 'hf.co/ggml-org/gemma-3-4b-it-GGUF']) {
      expect(await post('/api/chat', { model, messages: HELLO, stream: false })).toMatchObject({ status: 200, body: { model } })
      expect(lastAsked()).toMatchObject({ model: MODEL.id })
    }
    expect(await post('/api/chat', { model: EMBEDDER.id, messages: HELLO })).toMatchObject({ status: 400, body: { error: `"${EMBEDDER.id}" does not support chat` } })
    expect(await post('/api/embed', { model: 'ggml-base', input: 'a' })).toMatchObject({ status: 400 })
  })

  it('hands on what was asked for, in our own terms', async () => {
    const { post, lastAsked } = await open()
    const options = { temperature: 0.5, top_p: 0.9, top_k: 40, min_p: 0.1, seed: 7, repeat_penalty: 1.1, stop: ['END', ''], num_ctx: 4096, num_predict: 9, num_gpu: 3 }
    await post('/api/chat', { model: MODEL.id, messages: HELLO, options, format: 'json', think: 'low', keep_alive: '1h30m', logprobs: true, top_logprobs: 2, stream: false })
    expect(lastAsked()).toMatchObject({
      contextTokens: 4096, maxTokens: 9, stop: ['END'], sampling: { temperature: 0.5, topP: 0.9, topK: 40, minP: 0.1, seed: 7, repeatPenalty: 1.1 },
      schema: {}, thinking: true, keepAliveMinutes: 90, logprobs: 2,
    })
    await post('/api/generate', { model: MODEL.id, prompt: 'a', system: 'b', options: { seed: -1, num_predict: -1 }, keep_alive: -1, stream: false })
    expect(lastAsked()).toMatchObject({ messages: [{ role: 'system', text: 'b' }, { role: 'user', text: 'a' }], sampling: {}, keepAliveMinutes: 525_600 })
    expect(lastAsked()).toMatchObject({ maxTokens: undefined, stop: undefined, schema: undefined, thinking: undefined })
  })

  it.each([[0, 0], [300, 5], ['5m', 5], ['90', 1.5], ['0', 0], ['-1', 525_600], ['-1m', 525_600], ['500ms', 1 / 120], ['9999999h', 525_600]])('takes keep_alive %s', async (keepAlive, minutes) => {
    const { post, lastAsked } = await open()
    await post('/api/chat', { model: MODEL.id, messages: HELLO, keep_alive: keepAlive, stream: false })
    expect((lastAsked() as ApiChatRequest).keepAliveMinutes).toBeCloseTo(minutes, 9)
  })

  it('refuses a keep_alive that is no time', async () => {
    const { post } = await open()
    expect(await post('/api/chat', { model: MODEL.id, messages: HELLO, keep_alive: 'a while' })).toMatchObject({ status: 400, body: { error: expect.stringContaining('keep_alive') } })
  })

  it('lets a model call tools, and puts what they gave in the order of the calls', async () => {
    const { ollama, post, lastAsked } = await open()
    const tools = ['weather', 'time'].map((name) => ({ type: 'function', function: { name, description: name, parameters: { type: 'object', properties: {} } } }))
    const parts: unknown[] = []
    for await (const part of await ollama.chat({ model: MODEL.id, messages: HELLO, tools, stream: true })) parts.push(...(part.message.tool_calls ?? []))
    expect(parts).toEqual([
      { function: { index: 0, name: 'weather', arguments: { city: 'Paris' } } },
      { function: { index: 1, name: 'time', arguments: { city: 'Paris' } } },
    ])
    const calls = [{ function: { name: 'weather', arguments: { city: 'Paris' } } }, { function: { name: 'time', arguments: '{}' } }]
    const messages = [...HELLO, { role: 'assistant', content: '', tool_calls: calls }, { role: 'tool', tool_name: 'time', content: 'noon' }, { role: 'tool', content: 'sunny' }]
    expect(await post('/api/chat', { model: MODEL.id, messages, tools, stream: false })).toMatchObject({ status: 200, body: { message: { content: 'noon' } } })
    expect(lastAsked()).toMatchObject({
      messages: [
        { role: 'user', text: 'hello' },
        { role: 'assistant', text: '', calls: [{ name: 'weather', input: { city: 'Paris' } }, { name: 'time', input: {} }] },
        { role: 'tool', name: 'weather', text: 'sunny' },
        { role: 'tool', name: 'time', text: 'noon' },
      ],
    })
    expect(await post('/api/chat', { model: MODEL.id, messages: [{ role: 'tool', content: 'noon' }] })).toMatchObject({ status: 400 })
  })

  it('tells thoughts apart from the answer, and how likely tokens were', async () => {
    const { post } = await open()
    expect(await post('/api/chat', { model: MODEL.id, messages: HELLO, think: true, stream: false, logprobs: true, top_logprobs: 1 })).toMatchObject({
      body: { message: { content: 'hello', thinking: 'Hm.' }, logprobs: [{ token: 'hello', logprob: -0.5, bytes: [104, 101, 108, 108, 111], top_logprobs: [{ token: 'other', logprob: -2 }] }] },
    })
  })

  it('refuses pictures, templates and numbers of an earlier answer', async () => {
    const { post, work } = await open()
    const asks = [{ images: ['aGk='] }, { template: '{{ .Prompt }}' }, { context: [1, 2] }, { raw: true, system: 'b' }, { suffix: 'b' }]
    for (const ask of asks) expect(await post('/api/generate', { model: MODEL.id, prompt: 'a', ...ask })).toMatchObject({ status: 400, body: { error: expect.any(String) } })
    expect(await post('/api/chat', { model: MODEL.id, messages: [{ role: 'user', content: 'a', images: ['aGk='] }] })).toMatchObject({ status: 400 })
    expect(work.asked).toEqual([])
  })

  it('refuses a text to embed that does not fit, also where cutting is allowed', async () => {
    const { post } = await open()
    expect(await post('/api/embed', { model: EMBEDDER.id, input: TOO_LONG, truncate: true })).toMatchObject({ status: 400, body: { error: expect.stringContaining('10 too many') } })
    expect(await post('/api/embed', { model: EMBEDDER.id, input: 'a', dimensions: 1 })).toMatchObject({ status: 200, body: { embeddings: [[1]] } })
    expect(await post('/api/embed', { model: EMBEDDER.id, input: [] })).toMatchObject({ status: 200, body: { embeddings: [] } })
  })

  it('fetches a model step by step, or waits for the end', async () => {
    const { ollama, lastAsked } = await open()
    const steps: unknown[] = []
    for await (const step of await ollama.pull({ model: 'hf.co/ggml-org/gemma-3-4b-it-GGUF:Q8_0', stream: true })) steps.push(step)
    const digest = `sha256:${'cd'.repeat(32)}`
    expect(steps).toEqual([{ status: 'asking the source' }, ...[0, 50, 100].map((completed) => ({ status: 'fetching', digest, total: 100, completed })), { status: 'success' }])
    expect(lastAsked()).toEqual({ ref: 'hf:ggml-org/gemma-3-4b-it-GGUF/gemma-3-4b-it-Q8_0.gguf' })
    expect(await ollama.pull({ model: `${MODEL.id}:latest` })).toEqual({ status: 'success' })
    expect(lastAsked()).toEqual({ ref: MODEL.id })
    await expect(ollama.pull({ model: 'kimi-k2:1t-cloud' })).rejects.toMatchObject({ status_code: 404 })
  })

  it('removes a model by the id it has here', async () => {
    const { ollama, lastAsked } = await open()
    await ollama.delete({ model: `${MODEL.id}:latest` })
    expect(lastAsked()).toEqual({ model: MODEL.id })
  })
})

describe('failures on the way to Ollama’s clients', () => {
  it('says after the first words what broke off', async () => {
    const failing = async function* (): AsyncGenerator<LlmEvent, undefined, void> {
      yield { type: 'delta', text: 'Once' }
      throw new AppError('ENGINE_CRASHED', 'The engine stopped.', { next: 'Ask again.' })
    }
    const { ollama, url } = await open({ chat: failing })
    const response = await fetch(`${url}/api/chat`, { method: 'POST', body: JSON.stringify({ model: MODEL.id, messages: HELLO }) })
    const lines = (await response.text()).trim().split('\n')
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ error: 'The engine stopped. Ask again.' })
    const read = async (): Promise<void> => {
      for await (const _part of await ollama.chat({ model: MODEL.id, messages: HELLO, stream: true }));
    }
    await expect(read()).rejects.toThrow('The engine stopped. Ask again.')
    await expect(ollama.chat({ model: MODEL.id, messages: HELLO })).rejects.toMatchObject({ status_code: 500, message: 'The engine stopped. Ask again.' })
  })

  it('takes an answer without an end for one that broke off', async () => {
    const { post } = await open({ chat: events({ type: 'delta', text: 'Once' }) })
    expect(await post('/api/chat', { model: MODEL.id, messages: HELLO, stream: false })).toMatchObject({ status: 502 })
  })

  it('tells nothing of a fault of ours but where the log has it', async () => {
    const { post, log } = await open({ chat: () => { throw new Error('secret words') } })
    const { status, body } = await post('/api/chat', { model: MODEL.id, messages: HELLO })
    expect(status).toBe(500)
    expect(JSON.stringify(body)).not.toContain('secret')
    const { fields } = log.lines.find(({ event }) => event === 'api.failed') ?? {}
    expect(JSON.stringify(body)).toContain((fields as { readonly logId: string }).logId)
  })

  it('stops the engine when the app leaves', async () => {
    const { ollama, work } = await open()
    const stream = await ollama.chat({ model: MODEL.id, messages: [{ role: 'user', content: 'word '.repeat(CONTEXT_WORDS) }], stream: true })
    for await (const _part of stream) break
    stream.abort()
    await vi.waitFor(() => expect(work.stopped()).toBe(1), { timeout: 20_000 })
  })

  it('tells an app whose time is up why its answer ends', async () => {
    const waiting = async function* (_caller: unknown, { signal }: ApiChatRequest): AsyncGenerator<LlmEvent, undefined, void> {
      yield { type: 'delta', text: 'Once' }
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new DOMException('ended', 'AbortError'))))
    }
    const { url, end } = await open({ chat: waiting })
    const response = await fetch(`${url}/api/chat`, { method: 'POST', body: JSON.stringify({ model: MODEL.id, messages: HELLO }) })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toContain('Once')
    end(Object.assign(new DOMException('ended', 'AbortError'), { cause: new AppError('OVERLOADED', 'The answer took longer than 30 minutes.') }))
    expect((await reader?.read())?.value).toContain('{"error":"The answer took longer than 30 minutes."}')
  })

  it('says of a body that it is too large, and not of a prompt', async () => {
    const { post } = await open()
    expect(await post('/api/generate', { model: MODEL.id, prompt: 'x'.repeat(1_100_000) })).toMatchObject({ status: 413 })
  })
})

it('serves the document of the API', async () => {
  const { url } = await open()
  const response = await fetch(`${url}/openapi.yaml`)
  expect(response.headers.get('content-type')).toContain('yaml')
  expect(await response.text()).toContain('/api/chat:')
})
