import { describe, expect, it } from 'vitest'
import type { Destination } from '../../src/contract/privacy.ts'
import { createAnthropic } from '../../src/main/adapters/anthropic/index.ts'
import { createClock } from '../../src/main/adapters/clock/index.ts'
import { crlf, splitEvery, startProvider } from '../provider/index.ts'
import { collect, kinds, never, plainSend, prices, SECRET_TEXT, textOf } from './cloud-kinds.ts'
import { useCloud } from './use-cloud.ts'

describe.each(kinds)('a model behind an API: $name', (kind) => {
  const cloud = useCloud(kind)

  it('streams text, then what it cost and why it stopped', async () => {
    cloud.provider.script(kind.says({ text: ['Grüße ', 'aus ', 'Köln 🏙'], usage: { tokensIn: 1000, tokensOut: 50 } }))
    const { events, error } = await collect(cloud.ask())
    expect(error).toBeNull()
    expect(events).toEqual([
      { type: 'delta', text: 'Grüße ' },
      { type: 'delta', text: 'aus ' },
      { type: 'delta', text: 'Köln 🏙' },
      { type: 'usage', tokensIn: 1000, tokensOut: 50, cachedTokensIn: 0, priceUsd: 0.0015 },
      { type: 'done', stopReason: kind.stop },
    ])
  })

  it('sends exactly the bytes of its draft, and the draft holds no key and nothing that tells who sends', async () => {
    await collect(cloud.ask())
    const [request] = cloud.provider.requests
    expect(request?.path).toBe(kind.path)
    expect(Buffer.from(cloud.sent[0]?.body ?? []).equals(request?.body ?? Buffer.alloc(0))).toBe(true)
    expect(request?.body.toString()).toContain(SECRET_TEXT)
    const names = Object.keys(cloud.sent[0]?.headers ?? {}).toSorted()
    expect(names).toEqual(['accept', 'accept-encoding', ...(kind.name === 'Anthropic' ? ['anthropic-version'] : []), 'content-type', 'user-agent'])
    expect(JSON.stringify(cloud.sent[0]?.headers)).not.toMatch(/placeholder|stainless|node|linux|x64|\d+\.\d+\.\d+/i)
  })

  it('takes nothing from the environment', async () => {
    const foreign = { ANTHROPIC_BASE_URL: 'http://127.0.0.1:9', OPENAI_BASE_URL: 'http://127.0.0.1:9', ANTHROPIC_CUSTOM_HEADERS: 'x-spy: 1', OPENAI_CUSTOM_HEADERS: 'x-spy: 1', OPENAI_ORG_ID: 'org-spy', ANTHROPIC_LOG: 'debug', OPENAI_LOG: 'debug' }
    Object.assign(process.env, foreign)
    try {
      const { error } = await collect(cloud.ask())
      expect(error).toBeNull()
      expect(cloud.provider.requests[0]?.wire.toString()).not.toContain('spy')
    } finally {
      for (const name of Object.keys(foreign)) delete process.env[name]
    }
  })

  it('reads thinking and tools, whose input comes in pieces', async () => {
    cloud.provider.script(kind.says({ thinking: ['Let me ', 'see.'], text: ['I look.'], tools: [{ id: 'call_1', name: 'look', json: ['{"pla', 'ce":"Köln"', '}'] }, { id: 'call_2', name: 'now', json: [] }] }))
    const { events } = await collect(cloud.ask({ tools: [{ name: 'look', description: 'Looks.', inputSchema: { type: 'object', properties: { place: { type: 'string' } } } }] }))
    expect(events.filter(({ type }) => type !== 'usage' && type !== 'done')).toEqual(
      expect.arrayContaining([
        { type: 'thinking', text: 'Let me ' },
        { type: 'thinking', text: 'see.' },
        { type: 'delta', text: 'I look.' },
        { type: 'tool-delta', id: 'call_1', name: 'look', json: '{"pla' },
        { type: 'tool-delta', id: 'call_1', name: 'look', json: 'ce":"Köln"' },
        { type: 'tool-delta', id: 'call_1', name: 'look', json: '}' },
        { type: 'tool', id: 'call_1', name: 'look', input: { place: 'Köln' } },
        { type: 'tool', id: 'call_2', name: 'now', input: {} },
      ]),
    )
    expect(JSON.stringify(cloud.provider.requests[0]?.json())).toContain('"place"')
  })

  it('reads the same however the bytes are split, and with CR LF', async () => {
    const whole = kind.says({ text: ['Grüße ', 'aus ', 'Köln 🏙'], tools: [{ id: 't', name: 'look', json: ['{"a":', '"ß"}'] }] })
    cloud.provider.script([whole, splitEvery(whole), crlf(whole), splitEvery(crlf(whole)), splitEvery(whole, 7)])
    const answers = []
    for (let index = 0; index < 5; index += 1) answers.push((await collect(cloud.ask())).events)
    expect(textOf(answers[0] ?? [])).toBe('Grüße aus Köln 🏙')
    for (const answer of answers) expect(answer).toEqual(answers[0])
  })

  it('counts what was read from the cache, and asks less for it', async () => {
    cloud.provider.script(kind.says({ text: ['a'], usage: kind.name === 'Anthropic' ? { tokensIn: 200, cachedIn: 700, cacheWrites: 100, tokensOut: 10 } : { tokensIn: 1000, cachedIn: 700, tokensOut: 10 } }))
    const { events } = await collect(cloud.ask())
    const usage = events.find((event) => event.type === 'usage')
    expect(usage).toMatchObject({ tokensIn: 1000, tokensOut: 10, cachedTokensIn: 700 })
    const priced = kind.name === 'Anthropic' ? (200 + 70 + 125 + 100) / 1e6 : (300 + 70 + 100) / 1e6
    expect(usage?.type === 'usage' ? usage.priceUsd : null).toBeCloseTo(priced, 12)
  })

  it('knows no price for a model that the table does not have', async () => {
    const { events } = await collect(cloud.ask({ model: 'priced-mini' }))
    expect(events.find(({ type }) => type === 'usage')).toMatchObject({ priceUsd: null })
  })

  it('tells what it was told so far while it streams, for the record', async () => {
    cloud.provider.script(kind.says({ text: ['a', 'b'], usage: { tokensIn: 5, tokensOut: 2 } }))
    let told: unknown = 'nothing'
    const send = plainSend()
    for await (const event of cloud.model.stream({ destination: cloud.destination(), model: 'priced', messages: [{ role: 'user', text: 'x' }], maxTokens: 9, signal: never }, (draft, options) => {
      told = options.usage
      return send(draft, options)
    })) void event
    expect((told as () => unknown)()).toMatchObject({ tokensIn: 5, tokensOut: 2 })
  })

  it('lists the models that the key may use, by a request without a body', async () => {
    cloud.provider.script(kind.models(['a', 'b']))
    expect(await cloud.model.listModels(cloud.destination(), plainSend(cloud.sent), never)).toEqual(['a', 'b'])
    expect(cloud.sent[0]).toMatchObject({ method: 'GET', body: null })
    expect(cloud.sent[0]?.url).toMatch(/\/v1\/models(\?|$)/)
    cloud.provider.script(kind.error(401, 'authentication_error'))
    await expect(cloud.model.listModels(cloud.destination(), plainSend(), never)).rejects.toMatchObject({ code: 'BAD_KEY' })
  })
})

describe('what is marked for the cache of Anthropic', () => {
  it('is what stays the same: the system text, and a conversation so far, but no single question', async () => {
    const provider = await startProvider()
    const model = createAnthropic({ prices, clock: createClock() })
    const destination: Destination = { name: 'Claude', provider: 'anthropic', url: `${provider.url}/v1/`, zone: 'cloud' }
    const signal = new AbortController().signal
    await collect(model.stream({ destination, model: 'm', maxTokens: 1, signal, messages: [{ role: 'system', text: 's' }, { role: 'user', text: 'q' }] }, plainSend()))
    await collect(model.stream({ destination, model: 'm', maxTokens: 1, signal, messages: [{ role: 'user', text: 'q' }, { role: 'assistant', text: 'a' }, { role: 'user', text: 'r' }] }, plainSend()))
    await provider.close()
    const cached = { cache_control: { type: 'ephemeral' } }
    expect(provider.requests[0]?.json()).toMatchObject({ system: [{ type: 'text', text: 's', ...cached }], messages: [{ role: 'user', content: 'q' }] })
    expect(provider.requests[1]?.json()).toMatchObject({ messages: [{ content: 'q' }, { content: 'a' }, { content: [{ text: 'r', ...cached }] }] })
  })
})
