import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CompletionSchema, OpenAiErrorSchema } from '../../../src/contract/openai.ts'
import { createApiWork } from '../../fakes/api-work.ts'
import { openRig } from './openai-rig.ts'

const PATHS = ['/v1/chat/completions', '/v1/completions', '/v1/responses', '/v1/embeddings'] as const
const { work, asked } = createApiWork()
let rig: Awaited<ReturnType<typeof openRig>>
beforeAll(async () => {
  rig = await openRig(work, { maxBodyMegabytes: 1 })
})
afterAll(() => rig.close())

const post = async (path: string, body: unknown): Promise<{ readonly status: number; readonly body: unknown; readonly headers: Headers }> => {
  const answer = await fetch(`${rig.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body) })
  const text = await answer.text()
  return { status: answer.status, body: answer.headers.get('content-type')?.startsWith('application/json') === true ? JSON.parse(text) : text, headers: answer.headers }
}
const chat = (fields: Readonly<Record<string, unknown>>) => post('/v1/chat/completions', { model: 'tiny-chat', messages: [{ role: 'user', content: 'Hi' }], ...fields })
const lastChat = () => asked.chats.at(-1)

describe('what OpenAI’s API makes of a request', () => {
  it('hands on messages as a model reads them, with results in the order of their calls', async () => {
    const call = (id: string, name: string, json: string) => ({ id, type: 'function', function: { name, arguments: json } })
    const { status } = await chat({
      messages: [
        { role: 'developer', content: 'Be short.' },
        { role: 'user', content: [{ type: 'text', text: 'Weather ' }, { type: 'text', text: 'here?' }] },
        { role: 'assistant', content: null, tool_calls: [call('a', 'where', ''), call('b', 'weather', '{"days":2}')] },
        { role: 'tool', tool_call_id: 'b', content: 'rain' },
        { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: 'Bern' }] },
        { role: 'assistant', content: 'It rains.' },
        { role: 'user', content: 'Thanks', name: 'Ann' },
      ],
    })
    expect(status).toBe(200)
    expect(lastChat()?.messages).toEqual([
      { role: 'system', text: 'Be short.' },
      { role: 'user', text: 'Weather here?' },
      { role: 'assistant', text: '', calls: [{ name: 'where', input: {} }, { name: 'weather', input: { days: 2 } }] },
      { role: 'tool', name: 'where', text: 'Bern' },
      { role: 'tool', name: 'weather', text: 'rain' },
      { role: 'assistant', text: 'It rains.' },
      { role: 'user', text: 'Thanks' },
    ])
  })

  it('hands on the items of a response in the same way, and leaves out what was thought', async () => {
    await post('/v1/responses', {
      model: 'tiny-chat',
      instructions: 'Be short.',
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'Weather?' }] },
        { type: 'reasoning', id: 'rs_1', summary: [] },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'I look.' }] },
        { type: 'function_call', call_id: 'a', name: 'where', arguments: '{}' },
        { type: 'function_call', call_id: 'b', name: 'weather', arguments: '{}' },
        { type: 'function_call_output', call_id: 'b', output: 'rain' },
        { type: 'function_call_output', call_id: 'a', output: [{ type: 'input_text', text: 'Bern' }] },
      ],
    })
    expect(lastChat()?.messages).toEqual([
      { role: 'system', text: 'Be short.' },
      { role: 'user', text: 'Weather?' },
      { role: 'assistant', text: 'I look.', calls: [{ name: 'where', input: {} }, { name: 'weather', input: {} }] },
      { role: 'tool', name: 'where', text: 'Bern' },
      { role: 'tool', name: 'weather', text: 'rain' },
    ])
  })

  it('hands on how the next word is chosen, and leaves to the person’s settings what was left out', async () => {
    await chat({ temperature: 0.3, top_p: 0, seed: -1, max_completion_tokens: 5, max_tokens: 9, stop: ['', 'x'], num_ctx: 400, keep_alive_minutes: 2, reasoning_effort: 'none', response_format: { type: 'json_object' } })
    expect(lastChat()).toMatchObject({ sampling: { temperature: 0.3, topP: 1e-6, seed: 4_294_967_295 }, maxTokens: 5, stop: ['x'], contextTokens: 400, keepAliveMinutes: 2, thinking: false, schema: { type: 'object' } })
    await chat({ temperature: null, max_tokens: -1, stop: null, tools: [], logprobs: false, presence_penalty: 0, user: 'someone', logit_bias: {}, response_format: { type: 'text' } })
    expect(lastChat()).toMatchObject({ sampling: {}, maxTokens: undefined, stop: undefined, schema: undefined })
    expect(lastChat()).not.toHaveProperty('tools')
    expect(lastChat()).not.toHaveProperty('thinking')
  })

  it('tells how likely words were in the older form, each with its place, at once and while it streams', async () => {
    const asked = { model: 'tiny-chat', prompt: ['Once'], logprobs: 1 }
    const whole = CompletionSchema.parse((await post('/v1/completions', asked)).body)
    expect(whole.choices[0]?.text.match(/\S+/g)).toHaveLength(13)
    const told = whole.choices[0]?.logprobs
    expect(told?.tokens.slice(0, 3)).toEqual(['Once', ' upon', ' a'])
    expect(told?.text_offset.slice(0, 3)).toEqual([0, 4, 9])
    expect(told?.top_logprobs[0]).toEqual({ w0: -9999 })
    const { body } = await post('/v1/completions', { ...asked, stream: true })
    const chunks = String(body).split('\n\n').filter((event) => event.startsWith('data: {')).map((event) => CompletionSchema.parse(JSON.parse(event.slice(6))))
    expect(chunks.flatMap(({ choices }) => choices[0]?.logprobs?.text_offset ?? [])).toEqual(told?.text_offset)
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
  })

  it.each([
    [{ n: 2 }, 'n'],
    [{ presence_penalty: 0.5 }, 'presence_penalty'],
    [{ logit_bias: { 5: 1 } }, 'logit_bias'],
    [{ functions: [{ name: 'f' }] }, 'functions'],
    [{ modalities: ['text', 'audio'] }, 'modalities.1'],
    [{ temperature: 'warm' }, 'temperature'],
    [{ messages: [] }, 'messages'],
    [{ messages: [{ role: 'function', content: 'x' }] }, 'messages.0.role'],
    [{ messages: [{ role: 'user', content: [{ type: 'text', text: 7 }] }] }, 'messages.0.content.0.text'],
    [{ messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }] }, 'messages.0.content.0.type'],
    [{ messages: [{ role: 'tool', tool_call_id: 'a', content: 'x' }] }, 'messages.0'],
    [{ messages: [{ role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }] }] }, 'messages.0'],
    [{ messages: [{ role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{' } }] }] }, 'messages.0.tool_calls.0.function.arguments'],
    [{ tools: [{ type: 'custom', custom: {} }] }, 'tools.0.type'],
    [{ tools: [{ type: 'function', function: { name: 'a b' } }] }, 'tools.0.function.name'],
    [{ tool_choice: { type: 'function', function: { name: 'f' } } }, 'tool_choice'],
    [{ response_format: { type: 'json_object' }, tools: [{ type: 'function', function: { name: 'f' } }] }, 'tools'],
    [{ tool_choice: 'required' }, 'tool_choice'],
    [{ response_format: { type: 'xml' } }, 'response_format.type'],
    [{ model: 'tiny-embed' }, 'model'],
  ])('refuses %j and names what is wrong', async (fields, param) => {
    const { status, body } = await chat(fields)
    expect(status).toBe(400)
    expect(OpenAiErrorSchema.parse(body).error).toMatchObject({ param, type: 'invalid_request_error' })
  })

  it.each([
    ['/v1/completions', { prompt: [1, 2, 3] }, 'prompt'],
    ['/v1/completions', { prompt: 'x', suffix: 'y' }, 'suffix'],
    ['/v1/completions', { prompt: 'x', echo: true, logprobs: 1 }, 'logprobs'],
    ['/v1/responses', { input: 'x', conversation: 'c' }, 'conversation'],
    ['/v1/responses', { input: 'x', background: true }, 'background'],
    ['/v1/responses', { input: 'x', truncation: 'auto' }, 'truncation'],
    ['/v1/responses', { input: 'x', tools: [{ type: 'web_search' }] }, 'tools.0.type'],
    ['/v1/responses', { input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'x' }] }] }, 'input.0.content.0.type'],
    ['/v1/responses', { input: [{ type: 'function_call_output', call_id: 'a', output: 'x' }] }, 'input.0'],
    ['/v1/embeddings', { model: 'tiny-embed', input: [] }, 'input'],
    ['/v1/embeddings', { model: 'tiny-embed', input: [''] }, 'input.0'],
    ['/v1/embeddings', { model: 'tiny-embed', input: [[1, 2]] }, 'input.0'],
    ['/v1/embeddings', { model: 'tiny-whisper', input: 'x' }, 'model'],
  ])('refuses at %s %j and names what is wrong', async (path, fields, param) => {
    const { status, body } = await post(path, { model: 'tiny-chat', ...fields })
    expect(status).toBe(400)
    expect(OpenAiErrorSchema.parse(body).error).toMatchObject({ param, type: 'invalid_request_error' })
  })

  it('answers a model that is not named as one that is unknown', async () => {
    for (const model of [undefined, null, '', 'gpt-9']) {
      const { status, body } = await chat({ model })
      expect(status).toBe(404)
      expect(OpenAiErrorSchema.parse(body).error).toMatchObject({ code: 'model_not_found', param: 'model', message: expect.stringContaining('tiny-chat') })
    }
  })

  it('says of a body that is too large, or no JSON, what it is', async () => {
    expect(await chat({ user: 'x'.repeat(1_100_000) })).toMatchObject({ status: 413, body: { error: { code: 'body_too_large' } } })
    expect(await post('/v1/chat/completions', '{')).toMatchObject({ status: 400, body: { error: { type: 'invalid_request_error' } } })
  })

  it('answers whatever JSON comes in its own form', async () => {
    const scrap = fc.jsonValue({ maxDepth: 3 })
    const guess = fc.record(
      {
        model: fc.oneof(fc.constantFrom('tiny-chat', 'tiny-embed', '__proto__', ''), scrap),
        messages: fc.oneof(fc.array(fc.record({ role: fc.constantFrom('user', 'assistant', 'tool', 'system', 'x'), content: fc.oneof(fc.string(), scrap), tool_calls: scrap, tool_call_id: scrap }, { requiredKeys: ['role'] }), { maxLength: 4 }), scrap),
        input: fc.oneof(fc.string(), fc.array(fc.record({ type: fc.constantFrom('message', 'function_call', 'function_call_output', 'reasoning'), role: fc.constantFrom('user', 'x'), content: fc.string(), call_id: fc.constantFrom('a', 'b'), name: fc.string(), arguments: fc.constantFrom('{}', '{'), output: fc.string() }, { requiredKeys: [] }), { maxLength: 5 }), scrap),
        prompt: fc.oneof(fc.string(), scrap), stream: fc.oneof(fc.boolean(), scrap), tools: scrap, tool_choice: fc.oneof(fc.constantFrom('none', 'auto', 'required'), scrap), response_format: fc.oneof(fc.constant({ type: 'json_schema', json_schema: { name: 'x', schema: {} } }), scrap),
        text: scrap, seed: fc.oneof(fc.integer(), fc.double(), scrap), temperature: fc.oneof(fc.double(), scrap), stop: scrap, max_tokens: fc.oneof(fc.integer({ min: -2, max: 5 }), scrap), logprobs: fc.oneof(fc.boolean(), scrap), top_logprobs: fc.integer({ min: -1, max: 22 }), encoding_format: fc.constantFrom('float', 'base64', 'x'),
      },
      { requiredKeys: [] },
    )
    const seen = new Set<number>()
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PATHS), fc.oneof(guess, scrap), async (path, value) => {
        const { status, body } = await post(path, value)
        seen.add(status)
        if (status === 200) return
        expect([400, 404]).toContain(status)
        OpenAiErrorSchema.parse(body)
      }),
      { numRuns: 500 },
    )
    expect(rig.failures).toEqual([])
    expect(rig.log.lines.filter(({ event }) => event === 'api.failed')).toEqual([])
    expect(seen).toEqual(new Set([200, 400, 404]))
  })
})
