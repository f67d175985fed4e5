import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { embedMany, generateObject, generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai'
import OpenAI, { APIError } from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

export interface OpenAiServer {
  /** Without `/v1`. */
  readonly url: string
  readonly token: string
  readonly chatModel: string
  /** One that holds some 2000 tokens, in which a tool is described; the same where there is one alone. */
  readonly toolModel: string
  /** Null where there is none, as for a recording. */
  readonly embedModel: string | null
  readonly recording: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> } | null
  readonly close: () => Promise<void>
}

const PATIENCE_MS = 120_000
const MOOD = { type: 'object', properties: { mood: { type: 'string', enum: ['glad', 'sad'] }, sure: { type: 'boolean' } }, required: ['mood', 'sure'], additionalProperties: false } as const
const MoodSchema = z.strictObject({ mood: z.enum(['glad', 'sad']), sure: z.boolean() })
const MOOD_TOOL = { type: 'function', function: { name: 'tell_mood', description: 'Tells a mood.', parameters: MOOD } } as const

/** What the clients of OpenAI's API are owed by whoever answers it, also by a model that talks nonsense: shapes, schemas, figures and ends, not words. */
export const describeOpenAiClients = (name: string, start: () => Promise<OpenAiServer>): unknown =>
  describe(`the clients of OpenAI’s API, against ${name}`, { timeout: PATIENCE_MS }, () => {
    let server: OpenAiServer
    let openai: OpenAI
    let provider: ReturnType<typeof createOpenAICompatible>
    beforeAll(async () => {
      server = await start()
      openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: server.token, maxRetries: 0 })
      provider = createOpenAICompatible({ name: 'freehold', baseURL: `${server.url}/v1`, apiKey: server.token, includeUsage: true, supportsStructuredOutputs: true })
    }, PATIENCE_MS)
    afterAll(() => server?.close(), PATIENCE_MS)
    const messages = [{ role: 'user', content: 'Tell me a story.' }] as const
    const asked = () => ({ model: server.chatModel, messages: [...messages], temperature: 0, seed: 1, max_tokens: 12 })

    it('lists models, and finds one by its name', async () => {
      const ids = (await openai.models.list()).data.map(({ id }) => id)
      expect(ids).toContain(server.chatModel)
      expect(await openai.models.retrieve(server.chatModel)).toMatchObject({ id: server.chatModel, object: 'model' })
    })

    it('says which models there are when one is unknown', async () => {
      const error = await openai.chat.completions.create({ ...asked(), model: 'no-such-model' }).catch((failure: unknown) => failure)
      expect(error).toBeInstanceOf(OpenAI.NotFoundError)
      expect(error).toMatchObject({ code: 'model_not_found', param: 'model', message: expect.stringContaining(server.chatModel) })
    })

    it('answers a chat, and counts it', async () => {
      const { choices, usage } = await openai.chat.completions.create(asked())
      expect(choices[0]).toMatchObject({ index: 0, message: { role: 'assistant', content: expect.any(String) } })
      expect(['stop', 'length']).toContain(choices[0]?.finish_reason)
      expect(usage?.prompt_tokens).toBeGreaterThan(0)
      expect(usage?.completion_tokens).toBeGreaterThan(0)
      expect(usage?.completion_tokens).toBeLessThanOrEqual(12)
      expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0))
    })

    it('ends at as many tokens as were asked for, and says so', async () => {
      const { choices, usage } = await openai.chat.completions.create({ ...asked(), max_tokens: 2 })
      expect(choices[0]?.finish_reason).toBe('length')
      expect(usage?.completion_tokens).toBe(2)
    })

    it('streams the very words that it answers at once, with the figures at the end', async () => {
      const whole = await openai.chat.completions.create(asked())
      const chunks = []
      for await (const chunk of await openai.chat.completions.create({ ...asked(), stream: true, stream_options: { include_usage: true } })) chunks.push(chunk)
      expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(whole.choices[0]?.message.content)
      expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant')
      expect(chunks.filter(({ choices }) => typeof choices[0]?.finish_reason === 'string')).toHaveLength(1)
      expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: whole.usage?.completion_tokens } })
      expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
    })

    it('ends before a stop word, and tells none of it', async () => {
      const full = (await openai.chat.completions.create(asked())).choices[0]?.message.content ?? ''
      const stop = full.slice(5, 8)
      const { choices } = await openai.chat.completions.create({ ...asked(), stop: [stop] })
      expect(choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: full.slice(0, full.indexOf(stop)) } })
    })

    it('holds an answer to a schema, at once and while it streams', async () => {
      const format = { type: 'json_schema', json_schema: { name: 'mood', schema: MOOD, strict: true } } as const
      const { choices } = await openai.chat.completions.create({ ...asked(), max_tokens: 200, response_format: format })
      MoodSchema.parse(JSON.parse(choices[0]?.message.content ?? ''))
      let text = ''
      for await (const chunk of await openai.chat.completions.create({ ...asked(), max_tokens: 200, response_format: format, stream: true })) text += chunk.choices[0]?.delta.content ?? ''
      MoodSchema.parse(JSON.parse(text))
    })

    it('calls the function that it has to, with what its schema asks for', async () => {
      const { choices } = await openai.chat.completions.create({ ...asked(), model: server.toolModel, max_tokens: 200, tools: [MOOD_TOOL], tool_choice: { type: 'function', function: { name: 'tell_mood' } } })
      const call = choices[0]?.message.tool_calls?.[0]
      expect(choices[0]?.finish_reason).toBe('tool_calls')
      expect(call).toMatchObject({ type: 'function', id: expect.stringMatching(/^call_/), function: { name: 'tell_mood' } })
      MoodSchema.parse(JSON.parse(call?.type === 'function' ? call.function.arguments : ''))
      // Its result goes back, and there is an answer.
      const { choices: after } = await openai.chat.completions.create({ ...asked(), model: server.toolModel, messages: [...messages, { role: 'assistant', tool_calls: choices[0]?.message.tool_calls ?? [] }, { role: 'tool', tool_call_id: call?.id ?? '', content: 'noted' }] })
      expect(after[0]?.message.content).toEqual(expect.any(String))
    })

    it('tells how likely each token was', async () => {
      const { choices } = await openai.chat.completions.create({ ...asked(), max_tokens: 3, logprobs: true, top_logprobs: 2 })
      const told = choices[0]?.logprobs?.content ?? []
      expect(told).toHaveLength(3)
      expect(told.every(({ logprob, top_logprobs: others }) => logprob <= 0 && others.length === 2 && others.every((other) => typeof other.logprob === 'number'))).toBe(true)
    })

    it('refuses a prompt that does not fit, with the figures, before and in a stream', async () => {
      const long = { ...asked(), messages: [{ role: 'user' as const, content: 'word '.repeat(60_000) }] }
      for (const request of [openai.chat.completions.create(long), openai.chat.completions.create({ ...long, stream: true })]) {
        const error = await request.catch((failure: unknown) => failure)
        expect(error).toBeInstanceOf(OpenAI.BadRequestError)
        expect(error).toMatchObject({ code: 'context_length_exceeded', message: expect.stringMatching(/\d/) })
      }
    })

    it('refuses what it cannot do rather than leave it out', async () => {
      const error = await openai.chat.completions.create({ ...asked(), n: 2 }).catch((failure: unknown) => failure)
      expect(error).toBeInstanceOf(OpenAI.BadRequestError)
      expect(error).toMatchObject({ param: 'n', type: 'invalid_request_error' })
      const picture = await openai.chat.completions.create({ ...asked(), messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }] }] }).catch((failure: unknown) => failure)
      expect(picture).toMatchObject({ status: 400, param: 'messages.0.content.0.type' })
    })

    it('goes on from a text as it stands, and repeats it where that is asked for', async () => {
      const request = { model: server.chatModel, prompt: 'Once upon a time', temperature: 0, seed: 1, max_tokens: 4 }
      const plain = await openai.completions.create(request)
      expect(plain.choices[0]?.text).not.toBe('')
      expect(plain.usage?.completion_tokens).toBe(4)
      const echoed = await openai.completions.create({ ...request, echo: true })
      expect(echoed.choices[0]?.text).toBe(`Once upon a time${plain.choices[0]?.text}`)
      let streamed = ''
      for await (const chunk of await openai.completions.create({ ...request, stream: true })) streamed += chunk.choices[0]?.text ?? ''
      expect(streamed).toBe(plain.choices[0]?.text)
    })

    it('answers a response, and tells each step of it in order', async () => {
      const request = { model: server.chatModel, input: 'Tell me a story.', instructions: 'Be short.', temperature: 0, max_output_tokens: 12 }
      const whole = await openai.responses.create(request)
      expect(whole).toMatchObject({ object: 'response', store: false, output: [{ type: 'message', role: 'assistant' }] })
      expect(whole.output[0]).toMatchObject({ status: whole.status })
      expect(whole.usage?.output_tokens).toBeGreaterThan(0)
      const stream = openai.responses.stream(request)
      const types: string[] = []
      for await (const event of stream) types.push(event.type)
      expect(types.filter((type, index) => type !== types[index - 1])).toEqual([
        'response.created', 'response.in_progress', 'response.output_item.added', 'response.content_part.added', 'response.output_text.delta', 'response.output_text.done',
        'response.content_part.done', 'response.output_item.done', whole.status === 'incomplete' ? 'response.incomplete' : 'response.completed',
      ])
    })

    it('calls a function in a response, holds one to a schema, and keeps nothing', async () => {
      const { name, parameters } = MOOD_TOOL.function
      const request = { model: server.toolModel, input: 'How are you?', temperature: 0, max_output_tokens: 200, tools: [{ type: 'function' as const, name, parameters, strict: true }], tool_choice: { type: 'function' as const, name } }
      const final = await openai.responses.stream(request).finalResponse()
      const call = final.output.find((item) => item.type === 'function_call')
      MoodSchema.parse(JSON.parse(call?.arguments ?? ''))
      const after = await openai.responses.create({ model: server.toolModel, max_output_tokens: 200, input: [{ role: 'user', content: 'How are you?' }, ...(call === undefined ? [] : [call, { type: 'function_call_output' as const, call_id: call.call_id, output: 'noted' }])], text: { format: { type: 'json_schema', name: 'mood', schema: MOOD, strict: true } } })
      MoodSchema.parse(JSON.parse(after.output_text))
      const error = await openai.responses.create({ model: server.chatModel, input: 'And now?', previous_response_id: final.id }).catch((failure: unknown) => failure)
      expect(error).toMatchObject({ status: 400, param: 'previous_response_id' })
    })

    it('stops when its reader leaves, and answers the next', async () => {
      const stream = await openai.chat.completions.create({ ...asked(), max_tokens: 200, stream: true })
      for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break
      expect((await openai.chat.completions.create({ ...asked(), max_tokens: 1 })).choices).toHaveLength(1)
    })

    it('turns texts into numbers, as floats and as the bytes of floats', async ({ skip }) => {
      if (server.embedModel === null) return skip('no model for it here')
      const input = ['one', 'two words']
      const floats = await openai.embeddings.create({ model: server.embedModel, input, encoding_format: 'float' })
      const bytes = await openai.embeddings.create({ model: server.embedModel, input })
      expect(floats.data).toHaveLength(2)
      const length = Math.hypot(...(floats.data[0]?.embedding ?? []))
      expect(length).toBeCloseTo(1, 3)
      bytes.data.forEach(({ embedding }, index) => embedding.forEach((value, place) => expect(value).toBeCloseTo(floats.data[index]?.embedding[place] ?? Number.NaN, 5)))
      const { embeddings } = await embedMany({ model: provider.embeddingModel(server.embedModel), values: input, maxRetries: 0 })
      expect(embeddings.map(({ length: width }) => width)).toEqual(floats.data.map(({ embedding }) => embedding.length))
      const error = await openai.embeddings.create({ model: server.embedModel, input, dimensions: 3 }).catch((failure: unknown) => failure)
      expect(error).toMatchObject({ status: 400, param: 'dimensions' })
    })

    it('writes a recording down in every form', async ({ skip }) => {
      const { recording } = server
      if (recording === null) return skip('no speech model or recording here')
      const ask = (fields: { readonly response_format: 'json' | 'verbose_json' | 'srt' | 'vtt' | 'text'; readonly timestamp_granularities?: ('word' | 'segment')[] }) =>
        openai.audio.transcriptions.create({ file: new File([recording.bytes], recording.name), model: 'whisper-1', ...fields } as OpenAI.Audio.TranscriptionCreateParamsNonStreaming) as Promise<unknown>
      const { text } = z.object({ text: z.string().min(1) }).parse(await ask({ response_format: 'json' }))
      const verbose = z.object({ text: z.literal(text), duration: z.number().positive(), segments: z.array(z.looseObject({ start: z.number(), end: z.number(), text: z.string() })).min(1), words: z.array(z.object({ word: z.string(), start: z.number(), end: z.number() })) })
      verbose.parse(await ask({ response_format: 'verbose_json', timestamp_granularities: ['word', 'segment'] }))
      expect(await ask({ response_format: 'srt' })).toMatch(/^1\n\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}\n\S/)
      expect(await ask({ response_format: 'vtt' })).toMatch(/^WEBVTT\n\n\d\d:\d\d:\d\d\.\d{3} --> /)
      expect(await ask({ response_format: 'text' })).toBe(`${text}\n`)
    })

    it('serves the AI SDK: text as it is written, an object, and tools', async () => {
      const model = provider.chatModel(server.chatModel)
      const streamed = streamText({ model, prompt: 'Tell me a story.', maxOutputTokens: 8, temperature: 0, maxRetries: 0 })
      let text = ''
      for await (const piece of streamed.textStream) text += piece
      expect(text).not.toBe('')
      expect((await streamed.usage).outputTokens).toBeGreaterThan(0)
      const { object } = await generateObject({ model, schema: MoodSchema, prompt: 'How are you?', temperature: 0, maxRetries: 0 })
      MoodSchema.parse(object)
      const heard: unknown[] = []
      const tell_mood = tool({
        description: 'Tells a mood.',
        inputSchema: jsonSchema<z.infer<typeof MoodSchema>>(MOOD),
        execute: async (input) => {
          heard.push(input)
          return 'noted'
        },
      })
      await generateText({ model: provider.chatModel(server.toolModel), tools: { tell_mood }, toolChoice: { type: 'tool', toolName: 'tell_mood' }, stopWhen: stepCountIs(1), prompt: 'How are you?', temperature: 0, maxRetries: 0 })
      MoodSchema.parse(heard[0])
    })

    it('says what went wrong in the way the client reads it', async () => {
      const error = await openai.post('/no-such-path', { body: {} }).catch((failure: unknown) => failure)
      expect(error).toBeInstanceOf(APIError)
      expect(error).toMatchObject({ status: 404, type: 'invalid_request_error' })
    })
  })
