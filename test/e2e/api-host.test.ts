import { execFile, spawn } from 'node:child_process'
import { readlinkSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { networkAddresses } from '../../src/main/adapters/platform/index.ts'
import { missing } from '../shared.ts'
import { openApi, STORY_MODEL } from './api-rig.ts'
import type { OpenApi } from './api-rig.ts'
import { followChat } from './chat-rig.ts'
import { filesWith } from './gate-rig.ts'
import { runCli } from './run-cli.ts'
import { createHome, startHost } from './start-host.ts'

const PATIENCE_MS = 120_000
const MANY_TOKENS = 480
const PLANTED = 'zanzibar-quince-lanterns'
const run = promisify(execFile)

describe.skipIf(missing(`models/${STORY_MODEL}.gguf`))('the built host’s door for apps', { timeout: PATIENCE_MS }, () => {
  let opened: OpenApi
  const tokens: string[] = []
  beforeAll(async () => {
    opened = await openApi({ more: 'chat:\n  maxAnswerTokens: 16\n' })
    tokens.push(opened.token)
  }, PATIENCE_MS)
  afterAll(() => opened?.close())

  const ask = (path: string, body: unknown, token = opened.token, signal?: AbortSignal) =>
    fetch(opened.url + path, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(body), ...(signal === undefined ? {} : { signal }) })
  const story = (more: object = {}) => ({ model: STORY_MODEL, messages: [{ role: 'user', content: `A story of ${PLANTED}.` }], temperature: 0, ...more })
  const clientOf = async (name: string) => (await opened.api.localApi.state({})).clients.find((client) => client.name === name)

  it('streams a chat to curl as it is written', async () => {
    const { stdout } = await run('curl', ['-sSN', '--max-time', '60', `${opened.url}/v1/chat/completions`, '-H', `authorization: Bearer ${opened.token}`, '-d', JSON.stringify(story({ stream: true, max_tokens: 6 }))])
    const events = stdout.split('\n\n').filter((event) => event.startsWith('data: '))
    expect(events.at(-1)).toBe('data: [DONE]')
    expect(events.length).toBeGreaterThan(3)
    for (const event of events.slice(0, -1)) expect(JSON.parse(event.slice(6))).toMatchObject({ object: 'chat.completion.chunk' })
  })

  it('refuses what does not fit by how much, in the words of either API, and cuts nothing', async () => {
    const content = `${PLANTED} `.repeat(400)
    const openai = await ask('/v1/chat/completions', story({ messages: [{ role: 'user', content }] }))
    expect(openai.status).toBe(400)
    expect(await openai.json()).toMatchObject({ error: { code: 'context_length_exceeded', message: expect.stringMatching(/\d[\d,.]* .*\d/) } })
    const ollama = await ask('/api/chat', { model: STORY_MODEL, messages: [{ role: 'user', content }] })
    expect(ollama.status).toBe(400)
    expect(await ollama.json()).toEqual({ error: expect.stringMatching(/\d[\d,.]* .*\d/) })
  })

  it('frees the engine when an app leaves, long before its answer would have ended', async () => {
    const started = performance.now()
    await (await ask('/v1/completions', { model: STORY_MODEL, prompt: 'Once', temperature: 0, max_tokens: MANY_TOKENS })).json()
    const wholeMs = performance.now() - started
    const leaving = new AbortController()
    const response = await ask('/v1/completions', { model: STORY_MODEL, prompt: 'Once', temperature: 0, max_tokens: MANY_TOKENS, stream: true }, opened.token, leaving.signal)
    await response.body?.getReader().read()
    expect((await clientOf('Test app'))?.active).toBe(1)
    const left = performance.now()
    leaving.abort()
    await expect.poll(async () => (await clientOf('Test app'))?.active, { timeout: 30_000, interval: 5 }).toBe(0)
    const freeMs = performance.now() - left
    process.stdout.write(`The engine is free ${Math.round(freeMs)} ms after an app left; the whole answer takes ${Math.round(wholeMs)} ms.\n`)
    const next = await ask('/v1/completions', { model: STORY_MODEL, prompt: 'Once', max_tokens: 1 })
    expect(next.status).toBe(200)
  })

  it('ends what a revoked app is told, with a sentence', async () => {
    const { token, clientId } = await opened.letIn('Fleeting')
    tokens.push(token)
    const response = await ask('/api/generate', { model: STORY_MODEL, prompt: 'Once', raw: true, options: { num_predict: -1, num_ctx: 512 } }, token)
    const reader = response.body?.getReader()
    let told = new TextDecoder().decode((await reader?.read())?.value)
    await opened.api.localApi.revoke({ clientId })
    for (;;) {
      const next = await reader?.read().catch(() => undefined)
      if (next?.value === undefined) break
      told += new TextDecoder().decode(next.value)
    }
    expect(told.trim().split('\n').at(-1)).toMatch(/"error":"[A-Z].*\."/)
    expect((await ask('/v1/completions', { model: STORY_MODEL, prompt: 'Once', max_tokens: 1 }, token)).status).toBe(401)
  })

  it('answers a chat of its person while apps wait', async () => {
    const leaving = new AbortController()
    let answered = 0
    const asked = Array.from({ length: 16 }, () => ask('/v1/completions', { model: STORY_MODEL, prompt: 'Once', max_tokens: MANY_TOKENS }, opened.token, leaving.signal).then(() => (answered += 1)).catch(() => null))
    await expect.poll(async () => (await clientOf('Test app'))?.active, { timeout: 30_000, interval: 5 }).toBeGreaterThan(0)
    const { chatId } = await opened.api.chat.send({ text: 'Hello', mode: 'local-only' })
    const followed = followChat(opened.api, chatId)
    expect(await followed.ended()).toMatchObject({ state: expect.stringMatching(/^(done|length)$/) })
    expect(answered).toBeLessThan(16)
    followed.leave()
    leaving.abort()
    await Promise.all(asked)
  })

  it('opens and shuts with the setting', async () => {
    await opened.api.settings.set({ path: 'api.on', value: false })
    await expect.poll(async () => (await opened.api.localApi.state({})).url, { timeout: 30_000 }).toBeNull()
    await expect(fetch(opened.url)).rejects.toThrow()
    await opened.api.settings.set({ path: 'api.on', value: true })
    await expect.poll(async () => (await opened.api.localApi.state({})).url, { timeout: 30_000 }).not.toBeNull()
    const { url } = await opened.api.localApi.state({})
    expect((await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${opened.token}` } })).status).toBe(200)
    await expect.poll(async () => (await opened.api.localApi.state({})).problem).toBeNull()
  })

  it('is let in by the token that the command line prints', async () => {
    const { code, out } = await runCli(opened.home, ['api', 'add', 'My editor'])
    expect(code).toBe(0)
    tokens.push(out.trim())
    const { url } = await opened.api.localApi.state({})
    expect((await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${out.trim()}` } })).status).toBe(200)
    expect((await runCli(opened.home, ['api', 'revoke', 'My editor'])).code).toBe(0)
    expect((await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${out.trim()}` } })).status).toBe(401)
  })

  it.skipIf(networkAddresses().length === 0)('is open to the network by its own switch, under the real guard, and only with a token', async () => {
    await opened.api.settings.set({ path: 'api.network', value: true })
    await expect.poll(async () => (await opened.api.localApi.state({})).networkUrls.length, { timeout: 30_000 }).toBeGreaterThan(0)
    const [url = ''] = (await opened.api.localApi.state({})).networkUrls
    expect((await fetch(`${url}/v1/models`)).status).toBe(401)
    expect((await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${opened.token}` } })).status).toBe(200)
  })

  it('leaves no token and no word of a prompt behind', async () => {
    await sleep(200)
    expect(filesWith(opened.home.state, [PLANTED, ...tokens])).toEqual([])
    expect(filesWith(opened.home.vault, [PLANTED, ...tokens])).toEqual([])
    expect(opened.host.said()).not.toContain(PLANTED)
  })
})

describe.skipIf(process.platform !== 'linux')('the door that nobody opened', { timeout: PATIENCE_MS }, () => {
  it('listens nowhere, and opens for one run with --api', async () => {
    const home = await createHome({ models: [], settings: 'api:\n  port: 0\nmodels:\n  language: none\n' })
    onTestFinished(home.remove)
    const shut = await startHost(home)
    expect(listening(shut.pid)).toBe(1)
    await shut.stop()
    const child = spawn(process.execPath, [home.cli, 'serve', '--port', '0', '--api'], { env: home.env, stdio: 'ignore' })
    onTestFinished(() => void child.kill('SIGKILL'))
    await expect.poll(() => listening(child.pid ?? 0), { timeout: 60_000 }).toBeGreaterThan(1)
    expect(readFileSync(join(home.state, 'settings.yaml'), 'utf8')).not.toContain('on: true')
  })
})

/** How many TCP ports a process listens on. */
const listening = (pid: number): number => {
  const folder = `/proc/${pid}/fd`
  const own = new Set(readdirSync(folder).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(join(folder, fd)))?.[1] ?? []
    } catch {
      return []
    }
  }))
  const rows = ['tcp', 'tcp6'].flatMap((name) => readFileSync(`/proc/${pid}/net/${name}`, 'utf8').split('\n').slice(1))
  return rows.filter((row) => {
    const fields = row.trim().split(/\s+/)
    return fields[3] === '0A' && own.has(fields[9] ?? '')
  }).length
}
