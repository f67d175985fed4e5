import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLlama } from '../../src/main/adapters/llama/index.ts'
import type { Engines, Llm, LlmChatRequest, LlmEvent, LlmMessage } from '../../src/main/core/ports/index.ts'
import { languageModel, modelAt, realEngines, until } from '../engines.ts'
import { makeModel, VOCABULARY } from '../make-model.ts'
import { missing } from '../shared.ts'

const never = new AbortController().signal
const story: readonly LlmMessage[] = [
  { role: 'system', text: 'You tell stories.' },
  { role: 'user', text: 'Once upon a time there was a cat who lived in a little house. '.repeat(6) },
]
const isStart = (event: LlmEvent) => event.type === 'start'
const textOf = (events: readonly LlmEvent[], type: 'delta' | 'thinking' = 'delta'): string => events.map((event) => (event.type === type ? event.text : '')).join('')

const useLlm = () => {
  const made: { engines: Engines; llm: Llm } = {} as { engines: Engines; llm: Llm }
  beforeAll(() => {
    made.engines = realEngines()
    made.llm = createLlama({ engines: made.engines, threads: () => 1 })
  })
  afterAll(() => made.engines.close())
  return made
}

const ask = async (llm: Llm, request: Partial<LlmChatRequest>): Promise<readonly LlmEvent[]> => {
  const events: LlmEvent[] = []
  for await (const event of llm.chat({ model: languageModel, conversation: 'one', messages: story, maxTokens: 40, signal: never, ...request })) events.push(event)
  return events
}

describe.skipIf(missing('models/stories260K-f32.gguf'))('chat: llama.cpp in a child process', () => {
  const made = useLlm()
  const startOf = async (request: Partial<LlmChatRequest>) => {
    const events = await ask(made.llm, request)
    const start = events.find(isStart)
    if (start?.type !== 'start') throw new Error('It did not start.')
    return { ...start, text: textOf(events) }
  }

  it('says what is known of a model before, while and after it is loaded', async () => {
    expect(made.llm.facts(languageModel)).toEqual({ state: 'cold', contextTokens: 512 })
    expect(made.llm.facts(modelAt('/nowhere.gguf', 'language'))).toEqual({ state: 'cold', contextTokens: null })
    made.llm.prepare(languageModel)
    await until(() => made.llm.facts(languageModel).state === 'loading', 10_000)
    await until(() => made.llm.facts(languageModel).state === 'ready', 60_000)
    await expect(ask(made.llm, { model: modelAt('/nowhere.gguf', 'language') })).rejects.toMatchObject({ code: 'NO_MODEL' })
    expect(made.llm.facts(modelAt('/nowhere.gguf', 'language')).state).toBe('failed')
  })

  it('starts, writes, says what it took, and ends', async () => {
    const events = await ask(made.llm, { conversation: 'order' })
    expect(events[0]).toMatchObject({ type: 'start', reusedTokens: 0, contextTokens: 512, promptTokens: await made.llm.countChat(languageModel, story, never) })
    expect(textOf(events).length).toBeGreaterThan(40)
    expect(events.at(-2)).toMatchObject({ type: 'usage', tokensOut: 40 })
    expect(events.at(-1)).toEqual({ type: 'done', stopReason: 'length' })
  })

  it('reads nothing again on a second turn, a regenerated answer, an edited turn, and after a title was made', async () => {
    const first = await startOf({})
    expect(first.reusedTokens).toBe(0)
    const again = await startOf({})
    expect(again.reusedTokens).toBe(first.promptTokens - 1)
    const turns: readonly LlmMessage[] = [...story, { role: 'assistant', text: again.text }, { role: 'user', text: 'And then?' }]
    const second = await startOf({ messages: turns })
    // What it wrote is not read either, but for its last word.
    expect(second.reusedTokens).toBeGreaterThanOrEqual(first.promptTokens + 38)
    const edited = await startOf({ messages: [...turns.slice(0, -1), { role: 'user', text: 'Why?' }] })
    expect(edited.reusedTokens).toBeGreaterThanOrEqual(first.promptTokens + 38)
    await made.llm.completeJson({ model: languageModel, system: 'Name it.', prompt: 'A cat.', schema: { type: 'object', properties: { title: { type: 'string', maxLength: 10 } } }, maxTokens: 60, signal: never })
    const after = await startOf({ messages: turns })
    expect(after.reusedTokens).toBeGreaterThanOrEqual(first.promptTokens + 38)
  })

  it('keeps what three chats have read, and lets the one go that was not used for longest', async () => {
    for (const conversation of ['a', 'b', 'c']) expect((await startOf({ conversation })).reusedTokens).toBe(0)
    for (const conversation of ['b', 'c', 'a']) expect((await startOf({ conversation })).reusedTokens).toBeGreaterThan(100)
    expect((await startOf({ conversation: 'd' })).reusedTokens).toBe(0)
    for (const conversation of ['c', 'a', 'd']) expect((await startOf({ conversation })).reusedTokens).toBeGreaterThan(100)
    expect((await startOf({ conversation: 'b' })).reusedTokens).toBe(0)
  })

  it('goes on from what it had begun to say', async () => {
    const greedy = { temperature: 0 }
    const begun = await startOf({ conversation: 'go on', sampling: greedy, maxTokens: 20 })
    const whole = await startOf({ conversation: 'whole', sampling: greedy, maxTokens: 40 })
    const rest = await startOf({ conversation: 'go on', sampling: greedy, maxTokens: 20, messages: [...story, { role: 'assistant', text: begun.text }] })
    expect(rest.reusedTokens).toBeGreaterThan(begun.promptTokens)
    expect((begun.text + rest.text).slice(0, begun.text.length + 5)).toBe(whole.text.slice(0, begun.text.length + 5))
  })

  it('refuses what does not fit with the figures, and keeps what it had read', async () => {
    await startOf({ conversation: 'full' })
    const refused = ask(made.llm, { conversation: 'full', messages: [{ role: 'user', text: 'cat '.repeat(700) }] })
    await expect(refused).rejects.toMatchObject({ code: 'TOO_LARGE', message: expect.stringMatching(/takes \d+ tokens, .* holds 512/) as string })
    expect((await startOf({ conversation: 'full' })).reusedTokens).toBeGreaterThan(100)
  })

  it('writes to the end of what it holds and no further', async () => {
    const events = await ask(made.llm, { conversation: 'long', maxTokens: undefined, sampling: { seed: 7 } })
    const used = events.find(({ type }) => type === 'usage')
    if (used?.type !== 'usage') throw new Error('It did not say what it took.')
    expect(events.at(-1)).toEqual({ type: 'done', stopReason: 'length' })
    expect(used.tokensIn + used.tokensOut).toBeGreaterThan(490)
    expect(used.tokensIn + used.tokensOut).toBeLessThanOrEqual(512)
    // Nothing was dropped on the way: the prompt is still known.
    expect((await startOf({ conversation: 'long' })).reusedTokens).toBe(used.tokensIn - 1)
  })

  it('gives the same answer for the same seed, and binds it to a schema', async () => {
    const sampling = { temperature: 1, seed: 42 }
    expect((await startOf({ conversation: 'seed', sampling })).text).toBe((await startOf({ conversation: 'seed', sampling })).text)
    const schema = { type: 'object', properties: { title: { type: 'string', maxLength: 30 } } }
    const events = await ask(made.llm, { schema, maxTokens: 150 })
    expect(JSON.parse(textOf(events))).toHaveProperty('title')
    expect(events.at(-1)).toEqual({ type: 'done', stopReason: 'end' })
  })

  it('stops when it is left or told to, and keeps the model and what it had read', async () => {
    const pid = made.engines.states().find(({ model }) => model.startsWith('stories'))?.pid
    const signals: AbortSignal[] = []
    const heard: Engines = {
      ...made.engines,
      call: (spec, call) => {
        signals.push(call.signal)
        return made.engines.call(spec, call)
      },
    }
    const llm = createLlama({ engines: heard, threads: () => 1 })
    for await (const event of llm.chat({ model: languageModel, conversation: 'left', messages: story, signal: never })) if (event.type === 'delta') break
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    const controller = new AbortController()
    const told = ask(made.llm, { conversation: 'told', maxTokens: undefined, signal: controller.signal }).catch((error: unknown) => error)
    setTimeout(() => controller.abort(), 60)
    expect(await told).toMatchObject({ name: 'AbortError' })
    expect((await startOf({ conversation: 'left' })).reusedTokens).toBeGreaterThan(100)
    expect(made.engines.states().find(({ model }) => model.startsWith('stories'))?.pid).toBe(pid)
  })

  it('fails in the middle with a sentence of its own when the engine is killed, and what had come stays', async () => {
    let text = ''
    const failing = (async () => {
      for await (const event of made.llm.chat({ model: languageModel, conversation: 'killed', messages: story, signal: never })) {
        if (event.type !== 'delta') continue
        text += event.text
        const pid = made.engines.states().find(({ model }) => model.startsWith('stories'))?.pid
        if (pid) process.kill(pid, 'SIGKILL')
      }
    })()
    await expect(failing).rejects.toMatchObject({ code: 'ENGINE_CRASHED', message: 'The engine stopped while it worked. What it had written stays.' })
    expect(text).not.toBe('')
    expect(made.llm.facts(languageModel).state).toBe('failed')
    expect((await startOf({ conversation: 'killed' })).reusedTokens).toBe(0)
    expect(made.llm.facts(languageModel).state).toBe('ready')
  })
})

// Its last token is the `>` that a script begins with.
const TEMPLATE = '{% for message in messages %}<|{{ message.role }}|>{{ message.content }}</s>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}'

describe.skipIf(missing(VOCABULARY))('chat: what a model says word for word', () => {
  const made = useLlm()
  const shape = { contextTokens: 4096, embedding: 64, layers: 1, heads: 1, feedForward: 64 }
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'freehold-llm-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  const scripted = (name: string, template: string, script: readonly string[]) => {
    const path = join(folder, `${name}.gguf`)
    makeModel(path, { ...shape, template, script: ['>', ...script, '</s>'] })
    return modelAt(path, 'language')
  }
  const hello: readonly LlmMessage[] = [{ role: 'user', text: 'hello' }]
  const greedy = { temperature: 0 }

  it('never breaks a character that comes in several tokens', async () => {
    const model = scripted('letters', TEMPLATE, ['▁Hello', '<0xF0>', '<0x9F>', '<0x99>', '<0x82>', '▁Welt', 'ü'])
    const events = await ask(made.llm, { model, messages: hello, sampling: greedy })
    expect(textOf(events).trim()).toBe('Hello🙂 Weltü')
    expect(events.every((event) => event.type !== 'delta' || !event.text.includes('\u{FFFD}'))).toBe(true)
    expect(events.at(-1)).toEqual({ type: 'done', stopReason: 'end' })
  })

  it('tells thinking from the answer', async () => {
    const marks = `${TEMPLATE}{# [THINK] [/THINK] #}`
    const model = scripted('thinks', marks, ['[', 'TH', 'IN', 'K', ']', '▁one', '▁two', '<0x5B>', '/', '<0x54>', '<0x48>', '<0x49>', '<0x4E>', '<0x4B>', '<0x5D>', '▁Hello'])
    const events = await ask(made.llm, { model, messages: hello, sampling: greedy })
    expect(textOf(events, 'thinking').trim()).toBe('one two')
    expect(textOf(events).trim()).toBe('Hello')
  })

  it('names the function that the model calls, with an input that fits its schema', async () => {
    const model = scripted('calls', TEMPLATE, ['||', 'call', ':'])
    const tools = [{ name: 'getWeather', description: 'The weather of a town.', inputSchema: { type: 'object', properties: { hot: { type: 'boolean' } } } }]
    const events = await ask(made.llm, { model, messages: hello, sampling: greedy, tools })
    expect(events.find(({ type }) => type === 'tool')).toEqual({ type: 'tool', name: 'getWeather', input: { hot: expect.any(Boolean) as boolean } })
    expect(events.at(-1)).toEqual({ type: 'done', stopReason: 'tool' })
  })

  it('takes the settings of the model’s own file where none are asked for', async () => {
    const path = join(folder, 'sampled.gguf')
    makeModel(path, { ...shape, template: TEMPLATE, sampling: { temp: 0 } })
    const model = modelAt(path, 'language')
    const write = async (sampling?: LlmChatRequest['sampling']) => textOf(await ask(made.llm, { model, messages: hello, sampling }))
    const likeliest = await write({ temperature: 0 })
    expect(await write()).toBe(likeliest)
    expect(await write({ temperature: 2, topK: 0, topP: 1, minP: 0, seed: 1 })).not.toBe(likeliest)
  })

  it('does not read again what it wrote, though it wrote it in other tokens than it would be read in', async () => {
    const model = scripted('spelt', TEMPLATE, ['<0x48>', '<0x65>', '<0x6C>', 'lo', '▁wor', 'ld'])
    const first = await ask(made.llm, { model, messages: hello, sampling: greedy })
    expect(textOf(first)).toBe('Hello world')
    const turns: readonly LlmMessage[] = [...hello, { role: 'assistant', text: textOf(first) }, { role: 'user', text: 'hello' }]
    const start = (await ask(made.llm, { model, messages: turns, sampling: greedy, maxTokens: 1 })).find(isStart)
    const read = first.find(isStart)
    if (start?.type !== 'start' || read?.type !== 'start') throw new Error('It did not start.')
    expect(start.reusedTokens).toBeGreaterThanOrEqual(read.promptTokens + 6)
  })

  it('holds as many tokens as it is asked to, and says what would fit where memory does not hold them', async () => {
    const path = join(folder, 'wide.gguf')
    makeModel(path, { ...shape, contextTokens: 1_048_576, headSize: 4096, layers: 8 })
    const model = modelAt(path, 'language')
    const small = createLlama({ engines: made.engines, threads: () => 1, contextTokens: () => 1024 })
    expect(small.facts(model).contextTokens).toBe(1024)
    expect(await small.contextTokens(model, never)).toBe(1024)
    // 128 kB a token: 128 GB.
    const large = createLlama({ engines: made.engines, threads: () => 1, contextTokens: () => 1_048_576 })
    await expect(ask(large, { model })).rejects.toMatchObject({ code: 'NO_MEMORY', next: expect.stringMatching(/^Set models\.contextTokens to \d+, or choose a smaller model\.$/) as string })
  })

  it('answers a chat before the titles that wait, and counts while it writes', async () => {
    const path = join(folder, 'noise.gguf')
    makeModel(path, { ...shape, template: TEMPLATE })
    const model = modelAt(path, 'language')
    const order: string[] = []
    const title = (name: string) =>
      made.llm
        .completeJson({ model, system: '', prompt: 'A cat.', schema: { type: 'object', properties: { title: { type: 'string', maxLength: 10 } } }, maxTokens: 200, signal: never })
        .then(() => order.push(name))
    const titles = [title('first'), title('second')]
    const chat = (async () => {
      for await (const event of made.llm.chat({ model, conversation: 'one', messages: hello, maxTokens: 800, signal: never })) {
        // A count that waited its turn would come after the answer.
        if (event.type === 'start') void made.llm.countTokens(model, 'a word', never).then(() => order.push('count'))
      }
      order.push('chat')
    })()
    await Promise.all([...titles, chat])
    expect(order).toEqual(['count', 'chat', 'first', 'second'])
  })
})
