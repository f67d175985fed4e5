import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../src/contract/errors.ts'
import { createClock } from '../../src/main/adapters/clock/index.ts'
import type { CloudEvent } from '../../src/main/core/ports/index.ts'
import { cutAfter, endAfter, eventsReply, hangAfter, openaiError, splitEvery } from '../provider/index.ts'
import type { Reply, Said } from '../provider/index.ts'
import { collect, FAULT_READ_MS, KEY, kinds, never, plainSend, SECRET_TEXT, textOf } from './cloud-kinds.ts'
import type { CloudKind } from './cloud-kinds.ts'
import { useCloud } from './use-cloud.ts'

const run = promisify(execFile)

/** One event of it is no JSON, and has content in it. */
const unreadableAnswer = (kind: CloudKind): Reply => {
  const events = kind.events({ text: ['a'] })
  return eventsReply([...events.slice(0, 2), { ...(kind.name === 'Anthropic' ? { event: 'content_block_delta' } : {}), data: `{"${SECRET_TEXT}` }, ...events.slice(2)])
}

describe.each(kinds)('a model behind an API, when things go wrong: $name', (kind) => {
  const cloud = useCloud(kind)

  it.each([
    [401, 'BAD_KEY', kind.error(401, 'authentication_error', SECRET_TEXT)],
    [403, 'UPSTREAM', kind.error(403, 'permission_error', SECRET_TEXT)],
    [404, 'UPSTREAM', kind.error(404, 'not_found_error', SECRET_TEXT)],
    [400, 'TOO_LARGE', kind.tooLong],
    [413, 'TOO_LARGE', kind.error(413, 'request_too_large', SECRET_TEXT)],
    [400, 'UPSTREAM', kind.error(400, 'invalid_request_error', SECRET_TEXT)],
    [500, 'UPSTREAM', kind.error(500, 'api_error', SECRET_TEXT)],
  ] as const)('says what %i means (%s), sends once, and quotes nothing', async (_status, code, reply) => {
    cloud.provider.script(reply)
    const { error } = await collect(cloud.ask())
    expect(error).toMatchObject({ name: 'AppError', code })
    expect(cloud.provider.requests).toHaveLength(1)
    const told = `${(error as Error).message} ${(error as { readonly next?: string }).next} ${(error as Error).stack} ${String((error as Error).cause)}`
    expect(told).not.toContain(SECRET_TEXT)
    expect(told).not.toContain(KEY)
  })

  it('waits as long as it is told after a 429 and sends the same bytes again', async () => {
    cloud.provider.script([kind.error(429, 'rate_limit_error', SECRET_TEXT, { 'retry-after': '7' }), kind.says({ text: ['At last.'] })])
    const { events, error } = await collect(cloud.ask())
    expect(error).toBeNull()
    expect(textOf(events)).toBe('At last.')
    // After it comes only the wait for the end of the body.
    expect(cloud.waits[0]).toBe(7000)
    expect(cloud.provider.requests).toHaveLength(2)
    expect(cloud.provider.requests[0]?.body.equals(cloud.provider.requests[1]?.body ?? Buffer.alloc(0))).toBe(true)
  })

  it('gives up a limit that lasts, and says for how long', async () => {
    cloud.provider.script(kind.error(429, 'rate_limit_error', SECRET_TEXT, { 'retry-after': '180' }))
    const { error } = await collect(cloud.ask())
    expect(error).toMatchObject({ code: 'RATE_LIMITED', next: 'Try again in 3 min.' })
    expect(cloud.provider.requests).toHaveLength(1)
  })

  it('tries three times at most, however often it is told to wait', async () => {
    cloud.provider.script(kind.error(429, 'rate_limit_error', SECRET_TEXT, { 'retry-after': '1' }))
    expect((await collect(cloud.ask())).error).toMatchObject({ code: 'RATE_LIMITED', next: 'Try again in 1 s.' })
    expect(cloud.provider.requests).toHaveLength(3)
  })

  it('tries an overloaded provider three times at most', async () => {
    cloud.provider.script(kind.error(529, 'overloaded_error', SECRET_TEXT))
    const { error } = await collect(cloud.ask())
    expect(error).toMatchObject({ code: 'OVERLOADED' })
    expect(cloud.provider.requests).toHaveLength(3)
    expect(cloud.waits).toEqual([1000, 3000])
  })

  it('does not try again where the budget is spent', async () => {
    cloud.provider.script(openaiError(429, 'insufficient_quota', 'You exceeded your current quota.', { 'retry-after': '1' }))
    expect((await collect(cloud.ask())).error).toMatchObject({ code: 'UPSTREAM', message: expect.stringContaining('no credit') as string })
    expect(cloud.provider.requests).toHaveLength(1)
  })

  it('keeps what came when the line is cut, and never sends twice', async () => {
    const whole = kind.says({ text: ['Grüße ', 'aus ', 'Köln'] })
    for (const broken of [cutAfter(whole, kind.early), endAfter(whole, kind.early), cutAfter(splitEvery(whole, 3), kind.early), endAfter(whole, 'Grü'), cutAfter(whole, 1), endAfter(whole, 0)]) {
      cloud.provider.script(broken)
      const before = cloud.provider.requests.length
      const { events, error } = await collect(cloud.ask())
      expect(error).toMatchObject({ code: 'CUT_OFF' })
      expect('Grüße aus Köln'.startsWith(textOf(events))).toBe(true)
      expect(events.some(({ type }) => type === 'done')).toBe(false)
      expect(cloud.provider.requests.length).toBe(before + 1)
    }
    cloud.provider.script(cutAfter(whole, 'aus "'))
    expect(textOf((await collect(cloud.ask())).events)).toBe('Grüße ')
  })

  it('takes an answer for whole once it said why it stopped, though the line broke after that', async () => {
    cloud.provider.script(cutAfter(kind.says({ text: ['Whole.'] }), kind.late))
    const { events, error } = await collect(cloud.ask())
    expect(error).toBeNull()
    expect(textOf(events)).toBe('Whole.')
    expect(events.at(-1)).toEqual({ type: 'done', stopReason: kind.stop })
  })

  it('says what an error in the middle of an answer means', async () => {
    const events = kind.events({ text: ['Grüße ', 'aus '] })
    cloud.provider.script(eventsReply([...events.slice(0, 3), kind.errorEvent]))
    const { error } = await collect(cloud.ask())
    expect(error).toMatchObject({ code: 'OVERLOADED' })
    expect(cloud.provider.requests).toHaveLength(1)
  })

  it('quotes nothing of an answer that it cannot read', async () => {
    cloud.provider.script(unreadableAnswer(kind))
    const { error } = await collect(cloud.ask())
    expect(error).toMatchObject({ code: 'UPSTREAM' })
    expect(`${(error as Error).message}${(error as Error).stack}${String((error as Error).cause)}`).not.toContain(SECRET_TEXT)
  })

  it('prints nothing of it either, whatever the environment asks for', async () => {
    cloud.provider.script(unreadableAnswer(kind))
    const at = (path: string): string => JSON.stringify(new URL(`../../${path}`, import.meta.url).href)
    // In a process of its own: SDKs take hold of the console when they are loaded.
    const script = `
      import { collect, kinds, never, plainSend } from ${at('test/ports/cloud-kinds.ts')}
      const kind = kinds.find(({ name }) => name === ${JSON.stringify(kind.name)})
      const model = kind.create({ sleep: async () => {} })
      const { error } = await collect(model.stream({ destination: ${JSON.stringify(cloud.destination())}, model: 'm', messages: [{ role: 'user', text: ${JSON.stringify(SECRET_TEXT)} }], maxTokens: 1, signal: never }, plainSend()))
      process.stdout.write(error.code)`
    const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', script], { env: { ...process.env, ANTHROPIC_LOG: 'debug', OPENAI_LOG: 'debug' } })
    expect(stdout + stderr).toBe('UPSTREAM')
  })

  it('does not take a page for people for an answer', async () => {
    cloud.provider.script({ status: 200, headers: { 'content-type': 'text/html' }, body: Buffer.from('<p>Sign in to this network.</p>') })
    expect((await collect(cloud.ask())).error).toMatchObject({ code: 'UPSTREAM' })
    await expect(cloud.model.listModels(cloud.destination(), plainSend(), never)).rejects.toMatchObject({ code: 'UPSTREAM' })
  })

  it('does not hide a bug of ours behind the provider', async () => {
    const bug = new TypeError('x is not a function')
    const answer = cloud.model.stream({ destination: cloud.destination(), model: 'm', messages: [{ role: 'user', text: 'x' }], maxTokens: 1, signal: never }, () => Promise.reject(bug))
    expect((await collect(answer)).error).toBe(bug)
  })

  it('does not take half a tool call for a call', async () => {
    const half: Said = { tools: [{ id: 't', name: 'pay', json: ['{"amount": 1'] }] }
    cloud.provider.script(kind.says({ ...half, stopReason: kind.stopAtLimit }))
    const atLimit = await collect(cloud.ask())
    expect(atLimit.error).toBeNull()
    expect(atLimit.events.some(({ type }) => type === 'tool')).toBe(false)
    cloud.provider.script(kind.says(half))
    expect((await collect(cloud.ask())).error).toMatchObject({ code: 'UPSTREAM' })
  })

  it('stops when told to, before, while it waits for a retry, and in the middle', async () => {
    const stopped = new AbortController()
    stopped.abort()
    expect((await collect(cloud.ask({ signal: stopped.signal }))).error).toMatchObject({ name: 'AbortError' })
    expect(cloud.provider.requests).toHaveLength(0)

    const waiting = new AbortController()
    const patient = kind.create({
      sleep: (milliseconds, signal) => {
        if (milliseconds !== FAULT_READ_MS) waiting.abort()
        return createClock().sleep(milliseconds, signal)
      },
    })
    cloud.provider.script(kind.error(529, 'overloaded_error'))
    const waited = await collect(patient.stream({ destination: cloud.destination(), model: 'm', messages: [{ role: 'user', text: 'x' }], maxTokens: 1, signal: waiting.signal }, plainSend()))
    expect(waited.error).toMatchObject({ name: 'AbortError' })
    expect(cloud.provider.requests).toHaveLength(1)

    const middle = new AbortController()
    cloud.provider.script(hangAfter(kind.says({ text: ['Grüße ', 'aus ', 'Köln'] }), kind.early))
    const events: CloudEvent[] = []
    const error: unknown = await (async () => {
      for await (const event of cloud.ask({ signal: middle.signal })) {
        events.push(event)
        middle.abort()
      }
      return null
    })().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'AbortError' })
    expect(textOf(events)).toBe('Grüße ')
    expect(await cloud.provider.requests.at(-1)?.done).toBe(false)
  })

  it('ends the request when nobody listens any more', async () => {
    cloud.provider.script(hangAfter(kind.says({ text: ['Grüße ', 'aus ', 'Köln'] }), kind.early))
    for await (const event of cloud.ask()) if (event.type === 'delta') break
    expect(await cloud.provider.requests[0]?.done).toBe(false)
  })

  it('lets go of an answer itself, whether or not the gate heard of the end', async () => {
    let isCancelled = false
    const deaf = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(kind.says({ text: ['Grüße ', 'aus '] }).body.subarray(0, -20)),
      cancel: () => {
        isCancelled = true
      },
    })
    const answer = cloud.model.stream({ destination: cloud.destination(), model: 'm', messages: [{ role: 'user', text: 'x' }], maxTokens: 1, signal: never }, async () => ({ status: 200, headers: new Headers(), body: deaf, address: '' }))
    for await (const event of answer) if (event.type === 'delta') break
    await expect.poll(() => isCancelled).toBe(true)
  })

  it('passes on what the gate says, word for word, and does not ask twice', async () => {
    const refusal = new AppError('KEPT_HERE', 'It timed out here on purpose.')
    let calls = 0
    const { error } = await collect(
      cloud.model.stream({ destination: cloud.destination(), model: 'm', messages: [{ role: 'user', text: 'x' }], maxTokens: 1, signal: never }, () => {
        calls += 1
        return Promise.reject(refusal)
      }),
    )
    expect(error).toBe(refusal)
    expect(calls).toBe(1)
  })
})
