import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Ollama } from 'ollama'
import { expect, it } from 'vitest'
import { OllamaChatAnswerSchema, OllamaErrorSchema, OllamaGenerateAnswerSchema, OllamaRunningSchema, OllamaShownSchema, OllamaTagsSchema } from '../../../src/contract/ollama.ts'

const run = promisify(execFile)

/** An API to try the clients on: the routes alone, or a built host with a real model. */
export interface OllamaTarget {
  readonly url: string
  /** Null where none is asked for. */
  readonly token: string | null
  readonly model: string
  /** A model that embeds; null where there is none. */
  readonly embedder: string | null
  /** More words than the model holds. */
  readonly tooLong: string
}

/** What Ollama's own client and curl are to find, whatever answers them. `open` is called in each test. */
export const itServesOllamaClients = (open: () => Promise<OllamaTarget>): void => {
  const start = async () => {
    const target = await open()
    const headers = target.token === null ? {} : { authorization: `Bearer ${target.token}` }
    return { ...target, ollama: new Ollama({ host: target.url, headers }), curlHeaders: Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]) }
  }
  const curl = async (...args: readonly string[]): Promise<string> => (await run('curl', ['-sS', '--max-time', '120', ...args])).stdout

  it('says its version, which is new enough for those who ask', async () => {
    const { ollama } = await start()
    const [major = 0, minor = 0] = (await ollama.version()).version.split('.').map(Number)
    expect(major * 1000 + minor).toBeGreaterThanOrEqual(6)
  })

  it('lists the models, shows one, and tells which are in memory', async () => {
    const { ollama, model, url, curlHeaders } = await start()
    const tags = OllamaTagsSchema.parse(await ollama.list())
    expect(tags.models.map(({ name }) => name)).toContain(model)
    const shown = OllamaShownSchema.parse(await ollama.show({ model: `${model}:latest` }))
    expect(shown.capabilities).toContain('completion')
    expect(shown.details.format).toBe('gguf')
    OllamaRunningSchema.parse(await ollama.ps())
    expect(await curl('-I', ...curlHeaders, `${url}/`)).toContain('200 OK')
  })

  it('chats line by line, and ends with figures that were measured', async () => {
    const { ollama, model } = await start()
    const texts: string[] = []
    let last: unknown
    for await (const part of await ollama.chat({ model, messages: [{ role: 'user', content: 'Once upon a time there was a dog' }], stream: true, options: { num_predict: 5, temperature: 0, seed: 1 } })) {
      texts.push(part.message.content)
      last = part
    }
    const end = OllamaChatAnswerSchema.parse(last)
    expect(end.done).toBe(true)
    expect(['stop', 'length']).toContain(end.done_reason)
    expect(end.prompt_eval_count).toBeGreaterThan(0)
    expect(end.eval_count).toBeGreaterThan(0)
    expect(end.eval_duration).toBeGreaterThan(0)
    expect(end.total_duration ?? 0).toBeGreaterThanOrEqual(end.load_duration ?? 0)
    expect(texts.join('')).not.toBe('')
  })

  it('answers a chat at once where a stream is not wanted', async () => {
    const { ollama, model } = await start()
    const answer = OllamaChatAnswerSchema.parse(await ollama.chat({ model, messages: [{ role: 'system', content: 'Be short.' }, { role: 'user', content: 'Hello there' }], options: { num_predict: 4 } }))
    expect(answer).toMatchObject({ model, done: true, message: { role: 'assistant' } })
  })

  it('goes on from a raw prompt, and streams unless told otherwise', async () => {
    const { model, url, curlHeaders } = await start()
    const lines = (await curl(...curlHeaders, `${url}/api/generate`, '-d', JSON.stringify({ model, prompt: 'Once upon a time', raw: true, options: { num_predict: 4 } }))).trim().split('\n')
    expect(lines.length).toBeGreaterThan(1)
    const parts = lines.map((line) => OllamaGenerateAnswerSchema.parse(JSON.parse(line)))
    expect(parts.map(({ done }) => done)).toEqual([...parts.slice(1).map(() => false), true])
  })

  it.each([true, false])('binds the answer to a schema, streaming: %s', async (stream) => {
    const { model, url, curlHeaders } = await start()
    const format = { type: 'object', properties: { said: { type: 'boolean' } }, required: ['said'] }
    const answer = await curl(...curlHeaders, `${url}/api/chat`, '-d', JSON.stringify({ model, stream, format, messages: [{ role: 'user', content: 'Say it' }] }))
    const parts = answer.trim().split('\n').map((line) => OllamaChatAnswerSchema.parse(JSON.parse(line)))
    expect(JSON.parse(parts.map(({ message }) => message.content).join(''))).toEqual({ said: expect.any(Boolean) })
  })

  it('loads a model without a prompt, and takes it out of memory', async () => {
    const { ollama, model } = await start()
    expect(await ollama.generate({ model, prompt: '' })).toMatchObject({ done: true, done_reason: 'load', response: '' })
    expect(await ollama.chat({ model, messages: [], keep_alive: 0 })).toMatchObject({ done: true, done_reason: 'unload' })
  })

  it('refuses a prompt that does not fit, and says by how much', async () => {
    const { ollama, model, tooLong, url, curlHeaders } = await start()
    const failure = await ollama.chat({ model, messages: [{ role: 'user', content: tooLong }], stream: true }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'ResponseError', status_code: 400 })
    expect(String(failure)).toMatch(/\d+.*\d+/)
    const status = await curl('-o', '/dev/null', '-w', '%{http_code}', ...curlHeaders, `${url}/api/generate`, '-d', JSON.stringify({ model, prompt: tooLong, stream: false }))
    expect(status).toBe('400')
  })

  it('knows no model that is not here, least of all one of a cloud', async () => {
    const { ollama } = await start()
    await expect(ollama.show({ model: 'no-such-model' })).rejects.toMatchObject({ status_code: 404, message: 'model "no-such-model" not found' })
    await expect(ollama.chat({ model: 'gpt-oss:120b-cloud', messages: [{ role: 'user', content: 'x' }] })).rejects.toMatchObject({ status_code: 404, message: expect.stringContaining('never a model of this machine') })
  })

  it('embeds texts, in the new way and the old', async () => {
    const { ollama, embedder } = await start()
    if (embedder === null) return
    const { embeddings, prompt_eval_count: tokens } = await ollama.embed({ model: embedder, input: ['a dog', 'a cat'] })
    expect(embeddings).toHaveLength(2)
    expect(Math.hypot(...(embeddings[0] ?? []))).toBeCloseTo(1, 3)
    expect(tokens).toBeGreaterThan(0)
    expect((await ollama.embeddings({ model: embedder, prompt: 'a dog' })).embedding.length).toBe(embeddings[0]?.length)
  })

  it('says in words what it does not do', async () => {
    const { ollama, model, url, curlHeaders } = await start()
    await expect(ollama.create({ model: 'mine', from: model })).rejects.toMatchObject({ status_code: 501 })
    await expect(ollama.copy({ source: model, destination: 'other' })).rejects.toMatchObject({ status_code: 501 })
    await expect(ollama.push({ model })).rejects.toMatchObject({ status_code: 501 })
    const { error } = OllamaErrorSchema.parse(JSON.parse(await curl(...curlHeaders, `${url}/api/generate`, '-d', JSON.stringify({ model, prompt: 'a', suffix: 'b' }))))
    expect(error).toContain('suffix')
  })
}
