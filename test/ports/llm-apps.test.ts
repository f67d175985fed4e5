import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLlama } from '../../src/main/adapters/llama/index.ts'
import type { Engines, Llm, LlmChatRequest, LlmCompleteRequest, LlmEvent, LlmTurn } from '../../src/main/core/ports/index.ts'
import { languageModel, modelAt, realEngines, until } from '../engines.ts'
import { makeModel, VOCABULARY } from '../make-model.ts'
import { missing, shared } from '../shared.ts'

const never = new AbortController().signal
const hello: readonly LlmTurn[] = [{ role: 'user', text: 'hello' }]
const greedy = { temperature: 0 }
const textOf = (events: readonly LlmEvent[], type: 'delta' | 'thinking' = 'delta'): string => events.map((event) => (event.type === type ? event.text : '')).join('')
const toolsOf = (events: readonly LlmEvent[]) => events.filter((event) => event.type === 'tool')
const stopReason = (events: readonly LlmEvent[]) => events.flatMap((event) => (event.type === 'done' ? event.stopReason : []))[0]
const gather = async (events: AsyncIterable<LlmEvent>): Promise<readonly LlmEvent[]> => {
  const all: LlmEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

const useLlm = () => {
  const made: { engines: Engines; llm: Llm } = {} as { engines: Engines; llm: Llm }
  beforeAll(() => {
    made.engines = realEngines()
    made.llm = createLlama({ engines: made.engines, threads: () => 1 })
  })
  afterAll(() => made.engines.close())
  return made
}

describe.skipIf(missing('models/stories260K-f32.gguf'))('what apps ask of a model: llama.cpp in a child process', () => {
  const made = useLlm()
  const complete = (request: Partial<LlmCompleteRequest>) => gather(made.llm.complete({ model: languageModel, prompt: 'Once upon a time', maxTokens: 30, sampling: greedy, signal: never, ...request }))
  const chat = (request: Partial<LlmChatRequest>) => gather(made.llm.chat({ model: languageModel, conversation: 'one', messages: hello, maxTokens: 30, sampling: greedy, signal: never, ...request }))

  it('goes on from a text as it stands, the same for the same seed', async () => {
    const events = await complete({})
    expect(events[0]).toMatchObject({ type: 'start', contextTokens: 512 })
    expect(textOf(events)).toMatch(/^, there was a/)
    expect(events.at(-2)).toMatchObject({ type: 'usage', tokensOut: 30 })
    expect(stopReason(events)).toBe('length')
    const seeded = { temperature: 1, seed: 5 }
    expect(textOf(await complete({ sampling: seeded }))).toBe(textOf(await complete({ sampling: seeded })))
  })

  it('ends before a stop text, and tells no part of it', async () => {
    const whole = textOf(await complete({}))
    const stop = whole.slice(8, 14)
    for (const turn of ['alone', 'together'] as const) {
      const events = await complete({ stop: ['never written', stop], turn })
      expect(textOf(events)).toBe(whole.slice(0, 8))
      expect(stopReason(events)).toBe('end')
    }
    const said = textOf(await chat({}))
    expect(textOf(await chat({ stop: [said.slice(5, 9)] }))).toBe(said.slice(0, said.indexOf(said.slice(5, 9))))
  })

  it('tells how likely each token was, and what else could have come', async () => {
    for (const events of [await complete({ logprobs: 3, maxTokens: 8 }), await chat({ logprobs: 3, maxTokens: 8 })]) {
      const chances = events.flatMap((event) => (event.type === 'delta' ? (event.chances ?? []) : []))
      expect(chances).toHaveLength(8)
      expect(chances.map(({ text }) => text).join('').trim()).toBe(textOf(events).trim())
      for (const { logprob, others } of chances) {
        expect(others).toHaveLength(3)
        // The likeliest is what is written where nothing is left to chance.
        expect(others[0]?.logprob).toBeCloseTo(logprob, 4)
        expect(logprob).toBeLessThanOrEqual(0)
      }
    }
    expect((await complete({})).some((event) => event.type === 'delta' && event.chances !== undefined)).toBe(false)
  })

  it('binds what it writes to schemas with references, choices and nested objects, and to any object', async () => {
    const schema = {
      type: 'object',
      properties: { kind: { enum: ['cat', 'dog'] }, child: { $ref: '#/definitions/child' }, also: { anyOf: [{ type: 'boolean' }, { type: 'null' }] }, list: { type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 2 } },
      required: ['kind'],
      additionalProperties: false,
      definitions: { child: { type: 'object', properties: { name: { type: 'string', maxLength: 5 } } } },
    }
    for (const events of [await complete({ schema, maxTokens: 300 }), await chat({ schema, maxTokens: 300 })]) {
      const value = JSON.parse(textOf(events)) as { kind: string; child: { name: string }; also: unknown; list: number[] }
      expect(['cat', 'dog']).toContain(value.kind)
      expect(typeof value.child.name).toBe('string')
      expect([true, false, null]).toContain(value.also)
      expect(value.list.every(Number.isInteger)).toBe(true)
      expect(stopReason(events)).toBe('end')
    }
    expect(textOf(await chat({ schema: {}, maxTokens: 40 }))).toMatch(/^\{/)
  })

  it('refuses a schema that it cannot hold by the word in it', async () => {
    for (const [word, schema] of [['pattern', { type: 'string', pattern: '^a' }], ['minimum', { type: 'object', properties: { age: { type: 'integer', minimum: 3 } } }], ['$ref', { $ref: 'https://example.org/x' }]] as const)
      await expect(complete({ schema })).rejects.toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining(`“${word}”`) as string })
  })

  it('refuses a text that does not fit with the figures', async () => {
    await expect(complete({ prompt: 'cat '.repeat(700) })).rejects.toMatchObject({ code: 'TOO_LARGE', message: expect.stringMatching(/takes \d+ tokens, .* holds 512/) as string })
  })

  it('works on several calls at once, each with its own answer, and says who they are for', async () => {
    const alone = textOf(await complete({ maxTokens: 200 }))
    const users: (readonly string[])[] = []
    const stop = made.engines.onChange(() => users.push(made.engines.states()[0]?.users ?? []))
    const all = await Promise.all(['one', 'two', 'three', 'four'].map((user) => complete({ maxTokens: 200, turn: 'together', user })))
    stop()
    for (const events of all) expect(textOf(events)).toBe(alone)
    expect(users.some((at) => at.length === 4)).toBe(true)
    expect(made.engines.states()[0]?.tokensPerSecond).toBeGreaterThan(0)
  })

  it('reads nothing again where an app asks with the same beginning', async () => {
    const prompt = 'The cat and the dog lived in a little house. '.repeat(4)
    await complete({ prompt, turn: 'together' })
    const again = (await complete({ prompt: `${prompt}And`, turn: 'together' }))[0]
    expect(again).toMatchObject({ type: 'start', reusedTokens: expect.toSatisfy((tokens: number) => tokens > 40) as number })
  })

  it('lets a chat go before apps that wait, and frees the place of one that leaves', async () => {
    const order: string[] = []
    const leaving = new AbortController()
    const left = complete({ maxTokens: 300, turn: 'together', signal: leaving.signal }).catch((error: unknown) => error)
    const apps = Array.from({ length: 12 }, (_one, at) => complete({ maxTokens: 120, turn: 'together' }).then(() => order.push(`app ${at}`)))
    await until(() => made.engines.states()[0]?.busy === true)
    setTimeout(() => leaving.abort(), 50)
    const chatted = chat({}).then(() => order.push('chat'))
    await Promise.all([...apps, chatted])
    expect(await left).toMatchObject({ name: 'AbortError' })
    expect(order).toHaveLength(13)
    expect(order.indexOf('chat')).toBeLessThan(12)
  })

  it('fails all that run together when the engine is killed, and starts again once', async () => {
    const failed = Array.from({ length: 3 }, () => complete({ maxTokens: 400, turn: 'together', prompt: 'A' }).catch((error: unknown) => error))
    await until(() => (made.engines.states()[0]?.users ?? []).length >= 0 && made.engines.states()[0]?.busy === true)
    await new Promise((resolve) => setTimeout(resolve, 100))
    process.kill(made.engines.states()[0]?.pid ?? 0, 'SIGKILL')
    for (const error of await Promise.all(failed)) expect(error).toMatchObject({ code: 'ENGINE_CRASHED' })
    expect(textOf(await complete({}))).toMatch(/^, there was a/)
  })
})

describe.skipIf(missing('models/embed-static-64d-f16.gguf', 'models/stories260K-f32.gguf'))('embeddings: llama.cpp in a child process', () => {
  const made = useLlm()
  const model = modelAt(shared('models/embed-static-64d-f16.gguf'), 'embedding')
  const length = (vector: Float32Array): number => Math.hypot(...vector)
  const likeness = (one: Float32Array, other: Float32Array): number => one.reduce((sum, number, at) => sum + number * (other[at] ?? 0), 0)

  it('turns texts into vectors of length 1, nearer where the texts mean more alike', async () => {
    const { vectors, tokens } = await made.llm.embed({ model, texts: ['a cat sleeps in the house', 'the kitten is asleep at home', 'quarterly tax revenue of the company'], signal: never })
    expect(vectors.map((vector) => vector.length)).toEqual([64, 64, 64])
    for (const vector of vectors) expect(length(vector)).toBeCloseTo(1, 5)
    const [cat, kitten, tax] = vectors as [Float32Array, Float32Array, Float32Array]
    expect(likeness(cat, kitten)).toBeGreaterThan(likeness(cat, tax))
    expect(tokens).toBeGreaterThan(12)
  })

  it('gives many in one call, the same as one by one, and none for none', async () => {
    const texts = Array.from({ length: 50 }, (_one, at) => `note number ${at}`)
    const { vectors } = await made.llm.embed({ model, texts, signal: never })
    const alone = await made.llm.embed({ model, texts: [texts[31] ?? ''], signal: never })
    expect(likeness(vectors[31] as Float32Array, alone.vectors[0] as Float32Array)).toBeCloseTo(1, 4)
    expect(await made.llm.embed({ model, texts: [], signal: never })).toEqual({ vectors: [], tokens: 0 })
  })

  it('names the text that is too long, and cuts none', async () => {
    const texts = ['short', 'word '.repeat(20_000)]
    await expect(made.llm.embed({ model, texts, signal: never })).rejects.toMatchObject({ code: 'TOO_LARGE', message: expect.stringMatching(/^Text 2 of 2 takes \d+ tokens/) as string })
  })

  it('takes a language model as well', async () => {
    const { vectors } = await made.llm.embed({ model: languageModel, texts: ['a cat'], signal: never })
    expect(length(vectors[0] as Float32Array)).toBeCloseTo(1, 5)
  })
})

const TEMPLATE = '{% for message in messages %}<|{{ message.role }}|>{{ message.content }}</s>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}'

describe.skipIf(missing(VOCABULARY))('what apps ask of a model, word for word', () => {
  const made = useLlm()
  const shape = { contextTokens: 4096, embedding: 64, layers: 1, heads: 1, feedForward: 64 }
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'freehold-apps-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  const scripted = (name: string, template: string, script: readonly string[]) => {
    const path = join(folder, `${name}.gguf`)
    makeModel(path, { ...shape, template, script: ['>', ...script, '</s>'] })
    return modelAt(path, 'language')
  }
  const chat = (request: Partial<LlmChatRequest> & Pick<LlmChatRequest, 'model'>) => gather(made.llm.chat({ conversation: 'one', messages: hello, sampling: greedy, signal: never, ...request }))
  const tools = [
    { name: 'getWeather', description: 'The weather of a town.', inputSchema: { type: 'object', properties: { hot: { type: 'boolean' } } } },
    { name: 'getTime', description: 'The time.', inputSchema: { type: 'object', properties: { zone: { type: 'string', pattern: '^[A-Z]+$', maxLength: 3 } } } },
  ]

  it('calls a function where it has to, and the one that is named', async () => {
    const model = scripted('must', TEMPLATE, ['▁Hello'])
    expect(toolsOf(await chat({ model, tools }))).toEqual([])
    const forced = await chat({ model, tools, toolChoice: 'required', maxTokens: 200 })
    expect(toolsOf(forced)).toHaveLength(1)
    expect(stopReason(forced)).toBe('tool')
    expect(toolsOf(await chat({ model, tools, toolChoice: { name: 'getTime' }, maxTokens: 200 }))).toMatchObject([{ name: 'getTime', input: { zone: expect.any(String) as string } }])
    expect(toolsOf(await chat({ model, tools, toolChoice: 'none' }))).toEqual([])
    await expect(chat({ model, tools, toolChoice: { name: 'getNothing' } })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('reads what it called and what came of it', async () => {
    const model = scripted('after', TEMPLATE, ['▁Hello'])
    const turns: readonly LlmTurn[] = [...hello, { role: 'assistant', text: '', calls: [{ name: 'getWeather', input: { hot: true } }, { name: 'getTime', input: { zone: 'UTC' } }] }, { role: 'tool', name: 'getTime', text: '12:00' }, { role: 'tool', name: 'getWeather', text: '{"sky":"blue"}' }]
    const before = await made.llm.countChat(model, hello, never)
    expect(await made.llm.countChat(model, turns, never)).toBeGreaterThan(before + 20)
    const events = await chat({ model, messages: turns, tools })
    expect(stopReason(events)).toBeDefined()
    await expect(chat({ model, messages: [...hello, { role: 'tool', name: 'getTime', text: 'late' }] })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('thinks freely and answers by the schema', async () => {
    const marks = `${TEMPLATE}{# [THINK] [/THINK] #}`
    const model = scripted('binds', marks, ['[', 'TH', 'IN', 'K', ']', '▁one', '▁two', '<0x5B>', '/', '<0x54>', '<0x48>', '<0x49>', '<0x4E>', '<0x4B>', '<0x5D>', '▁Hello'])
    const schema = { type: 'object', properties: { sure: { type: 'boolean' } } }
    const events = await chat({ model, schema, maxTokens: 200 })
    expect(textOf(events, 'thinking').trim()).toBe('one two')
    expect(JSON.parse(textOf(events))).toEqual({ sure: expect.any(Boolean) as boolean })
    const quick = await chat({ model, schema, maxTokens: 200, thinking: false })
    expect(textOf(quick, 'thinking')).toBe('')
    expect(JSON.parse(textOf(quick))).toEqual({ sure: expect.any(Boolean) as boolean })
  })

  it('loads a model anew for more tokens, keeps it for fewer, and holds it once', async () => {
    const path = join(folder, 'grows.gguf')
    makeModel(path, { ...shape, contextTokens: 32_768, template: TEMPLATE })
    const model = modelAt(path, 'language')
    const llm = createLlama({ engines: made.engines, threads: () => 1, contextTokens: () => 1024 })
    const state = () => made.engines.states().filter((one) => one.path === path)
    const ask = (contextTokens?: number) => gather(llm.chat({ model, conversation: 'one', messages: hello, maxTokens: 4, signal: never, contextTokens, turn: 'together' }))
    await ask()
    const [small] = state()
    expect(small?.contextTokens).toBe(1024)
    const [events] = await Promise.all([ask(4096), ask()])
    expect(events[0]).toMatchObject({ type: 'start', contextTokens: 4096 })
    expect(state()).toMatchObject([{ contextTokens: 4096 }])
    expect(state()[0]?.pid).not.toBe(small?.pid)
    await ask(2048)
    expect(state()).toMatchObject([{ contextTokens: 4096, pid: state()[0]?.pid }])
    expect(llm.facts(model)).toEqual({ state: 'ready', contextTokens: 4096 })
  })
})
