import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { askedBy, call, connect, describeMcpClients } from './mcp-clients.ts'
import { MEMO_ID, openMcpHouse, WAITING_ID } from './mcp-house.ts'

let house: Awaited<ReturnType<typeof openMcpHouse>>
beforeAll(async () => {
  house = await openMcpHouse()
  await house.write('x.md', 'A note.')
  await house.write('.trash/Old.md', 'Deleted.')
  await writeFile(join(house.vaultPath, '..', 'secrets.md'), 'A secret beside the vault.')
  await symlink(join(house.vaultPath, '..', 'secrets.md'), join(house.vaultPath, 'Link.md'))
})
afterAll(() => house.close())

describeMcpClients(() => house)

const MEMOS_FOLDER = 'Memos/2026/11'
const ours = (name: string, forwards: boolean) => connect(house, 'streamable HTTP', { name, forwards })

describe('memos', () => {
  beforeAll(async () => {
    house.store.insert([
      { fileName: 'dentist.m4a', source: 'folder', title: 'Call Mara', recordedAt: '2026-11-22T14:32:00+01:00', state: 'filed', memoId: MEMO_ID, notePath: `${MEMOS_FOLDER}/Dentist.md`, durationSeconds: 65.2, tags: ['family'] },
      { fileName: 'later.m4a', source: 'folder', title: 'later.m4a', recordedAt: '2026-11-23T14:32:00+01:00', state: 'waiting', waitsFor: 'model', memoId: WAITING_ID },
    ])
    await house.write(`${MEMOS_FOLDER}/Dentist.md`, `---\nid: "${MEMO_ID}"\ntitle: Call Mara\nrecorded: 2026-11-22T14:32:00+01:00\n---\n\n# Call Mara\n\n${'Long words. '.repeat(100)}`)
  })

  it('are listed and read by an app that keeps them here', async () => {
    const client = await ours('Local reader', false)
    const { text } = await call(client, 'list_memos', {})
    expect(text.split('\n')).toEqual([`${WAITING_ID}  2026-11-23T14:32:00+01:00  ?  waiting for a speech model  later.m4a`, `${MEMO_ID}  2026-11-22T14:32:00+01:00  65 s  written down  Call Mara`])
    expect((await call(client, 'list_memos', { limit: 1 })).text).toContain('More with the cursor')
    expect((await call(client, 'list_memos', { text: 'nothing of it' })).text).toBe('There is no memo that this app may see.')
    expect((await call(client, 'read_memo', { id: MEMO_ID })).text).toContain('# Call Mara\n\nLong words.')
    expect((await call(client, 'read_memo', { id: MEMO_ID, limit: 100 })).text).toMatch(/^Characters 0 to 100 of \d+\. It goes on at offset 100\.\n\n/)
    expect((await call(client, 'read_memo', { id: WAITING_ID })).text).toBe('There are no words of this memo yet. It is waiting for a speech model.')
  })

  it('are not shown to one that hands them on, and are after the table asks and the person says yes', async () => {
    const client = await ours('Cloud reader', true)
    expect((await call(client, 'list_memos', {})).text).toBe('There is no memo that this app may see. Memos never go to the cloud. The person can change it in Freehold, under Privacy.')
    expect(await call(client, 'read_memo', { id: MEMO_ID })).toMatchObject({ isError: true, text: expect.stringContaining('Memos never go to the cloud') })
    await house.setCell('memo', 'ask')
    try {
      const listing = call(client, 'list_memos', {})
      await house.answer((await askedBy(house, 'Cloud reader')).askId, 'always')
      expect((await listing).text).toContain('Call ‹Person 1›')
      // A name that is hidden is not found either, or it could be guessed letter by letter.
      expect((await call(client, 'list_memos', { text: 'Mara' })).text).toContain('There is no memo')
      expect((await call(client, 'read_memo', { id: MEMO_ID })).isError).toBe(false)
    } finally {
      await house.setCell('memo', 'never')
    }
    // What the table says now stands above the yes of before.
    expect((await call(client, 'read_memo', { id: MEMO_ID })).isError).toBe(true)
  })

  it('are written down once more when they are there, and left alone while they wait', async () => {
    const client = await ours('Local reader', false)
    expect((await call(client, 'transcribe_memo', { id: WAITING_ID })).text).toBe('It is waiting for a speech model.')
    expect(house.again).toEqual([])
    await call(client, 'transcribe_memo', { id: MEMO_ID, language: 'en' })
    expect(house.again).toEqual([MEMO_ID])
  })
})

describe('a search', () => {
  it('finds nothing by what is hidden, so that nothing can be guessed from it', async () => {
    await house.write('Secrets/Account.md', 'The account is DK50 0040 0440 1162 43, said Mara.')
    const client = await ours('Guesser', true)
    const first = call(client, 'search_notes', { query: 'account' })
    await house.answer((await askedBy(house, 'Guesser')).askId, 'always')
    expect((await first).text).toContain('The account is ‹Account 1›, said ‹Person 1›')
    const none = await call(client, 'search_notes', { query: 'nowheretobefound' })
    for (const query of ['DK50', '0440', 'Mara', 'account 1162']) expect(await call(client, 'search_notes', { query })).toEqual(none)
    expect((await call(await ours('Local reader', false), 'search_notes', { query: 'account 1162' })).text).toContain('DK50 0040 0440 1162 43')
  })

  it('puts a name before a text, and leaves chats and prompts out', async () => {
    await house.write('Work/Walrus.md', 'Of the sea.')
    await house.write('Work/Animals.md', 'The walrus and the carpenter.')
    await house.write('Chats/Walrus.md', '---\nkind: chat\n---\nwalrus')
    await house.write('Prompts/Walrus.md', 'walrus')
    const { text } = await call(await ours('Local reader', false), 'search_notes', { query: 'walrus' })
    expect(text.match(/^\S.*\.md$/gm)).toEqual(['Work/Walrus.md', 'Work/Animals.md'])
    expect(await call(await ours('Local reader', false), 'read_note', { path: 'Chats/Walrus.md' })).toEqual({ isError: true, text: 'A chat is not handed to apps.' })
  })

  it('finds marked letters by plain ones, and cuts long lines around the word', async () => {
    await house.write('Œuvre.md', `${'lorem '.repeat(200)}Crème brûlée${' ipsum'.repeat(200)}`)
    const { text } = await call(await ours('Local reader', false), 'search_notes', { query: 'creme brulee' })
    expect(text).toMatch(/1: ….*Crème brûlée.*…/)
  })
})

describe('the record', () => {
  it('has every hand-over, holds together, and holds nothing that was kept', async () => {
    const rows = await house.rows()
    expect(rows.length).toBeGreaterThan(5)
    expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(['sent', 'kept']))
    expect(rows.filter(({ outcome, hasPayload }) => (outcome === 'sent') !== hasPayload)).toEqual([])
    expect(await house.verify()).toMatchObject({ ok: true })
    // Not a word of a note in the log.
    expect(JSON.stringify(house.log.lines)).not.toMatch(/roses|zeppelin|walrus|Plain\.md/i)
  })
})

describe('the door for MCP', () => {
  const post = (body: BodyInit, headers: Record<string, string> = {}) => fetch(house.url, { method: 'POST', body, headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', authorization: 'Bearer Raw', ...headers } })
  const JsonRpcError = z.object({ jsonrpc: z.literal('2.0'), error: z.object({ code: z.number().int(), message: z.string().min(1) }) })

  it.each([
    ['no JSON', '{', {}],
    ['nothing', '', {}],
    ['a number', '1', {}],
    ['an empty list', '[]', {}],
    ['a message that is none', '{"jsonrpc":"2.0","id":1}', {}],
    ['another content type', '{}', { 'content-type': 'text/plain' }],
    ['no accept', '{"jsonrpc":"2.0","id":1,"method":"ping"}', { accept: 'text/html' }],
    ['too much', `"${'x'.repeat(2_000_000)}"`, {}],
  ])('answers %s with an error of JSON-RPC', async (_, body, headers) => {
    const response = await post(body, headers)
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
    JsonRpcError.parse(await response.json())
  })

  it.each(['GET', 'DELETE'])('has no sessions for %s', async (method) => {
    const response = await fetch(house.url, { method, headers: { authorization: 'Bearer Raw', accept: 'text/event-stream' } })
    expect(response.status).toBe(405)
    await response.body?.cancel()
  })

  it('answers whatever it is sent, and goes on', { timeout: 120_000 }, async () => {
    const message = fc.oneof(
      fc.jsonValue(),
      fc.record({ jsonrpc: fc.constantFrom('2.0', '1.0', 2), id: fc.oneof(fc.integer(), fc.string(), fc.constant(null)), method: fc.constantFrom('tools/call', 'tools/list', 'initialize', 'ping', 'notifications/cancelled', 'server/discover', '__proto__', 'x'), params: fc.jsonValue() }, { requiredKeys: [] }),
      fc.record({ jsonrpc: fc.constant('2.0'), id: fc.integer(), method: fc.constant('tools/call'), params: fc.record({ name: fc.constantFrom('search_notes', 'read_note', 'list_memos', 'read_memo', 'transcribe_memo'), arguments: fc.dictionary(fc.constantFrom('query', 'path', 'id', 'limit', 'offset', 'text', 'cursor', '__proto__'), fc.jsonValue()) }) }),
    )
    await house.setCell('note', 'never')
    try {
      await fc.assert(
        fc.asyncProperty(message, async (value) => {
          const response = await post(JSON.stringify(value))
          const text = await response.text()
          expect(response.status).toBeLessThan(500)
          if (response.status === 202 || text === '') return
          const said = response.headers.get('content-type')?.includes('event-stream') ? [...text.matchAll(/^data: (.+)$/gm)].map(([, data]) => data ?? '') : [text]
          for (const each of said) z.object({ jsonrpc: z.literal('2.0') }).parse([JSON.parse(each)].flat()[0])
          expect(text).not.toMatch(/\bat .+\.ts:\d+|\/tmp\//)
        }),
        { numRuns: 300 },
      )
    } finally {
      await house.setCell('note', 'ask')
    }
    expect((await (await ours('Local reader', false)).listTools()).tools).toHaveLength(6)
  })

  it('answers fifty at once', { timeout: 60_000 }, async () => {
    const client = await ours('Local reader', false)
    const all = await Promise.all(Array.from({ length: 50 }, () => call(client, 'read_note', { path: 'x.md' })))
    expect(new Set(all.map(({ text }) => text))).toEqual(new Set(['x.md\n\nA note.']))
  })
})

describe('freehold mcp', () => {
  const started = (name: string, flags: readonly string[] = []) => {
    const { command, args } = house.stdio(name, flags)
    const child = spawn(command, [...args], { stdio: ['pipe', 'pipe', 'pipe'] })
    const said = { out: '', err: '' }
    child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()))
    return { child, said, ended: once(child, 'exit') }
  }
  const INITIALIZE = `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } } })}\n`

  it('ends by itself with its input, and says nothing but the protocol', { timeout: 30_000 }, async () => {
    const { child, said, ended } = started('Raw stdio')
    child.stdin.write(`this is no protocol: planted words\n${INITIALIZE}`)
    await vi.waitFor(() => expect(said.out).toContain('"id":1'), { timeout: 20_000 })
    child.stdin.end()
    expect(await ended).toEqual([0, null])
    for (const line of said.out.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' })
    expect(said.err).not.toContain('planted')
  })

  it('takes its question back when its app is gone', { timeout: 30_000 }, async () => {
    await house.write('Plain.md', 'Something plain.')
    const { child, ended } = started('Gone')
    child.stdin.write(`${INITIALIZE}${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n${JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'read_note', arguments: { path: 'Plain.md' } } })}\n`)
    await askedBy(house, 'Gone')
    child.stdin.end()
    await ended
    await vi.waitFor(async () => expect(await house.asks()).toEqual([]), { timeout: 20_000 })
  })

  it('refuses a name that the list of apps would not take', { timeout: 30_000 }, async () => {
    const { said, ended } = started('no/such name')
    expect((await ended)[0]).not.toBe(0)
    expect(said.err).toContain('The name of the app is 1 to 40 letters')
    expect(said.out).toBe('')
  })

  it('counts as one that hands on unless it is told otherwise at first, and the list counts from then on', { timeout: 30_000 }, async () => {
    await house.write('Plain.md', 'Something plain.')
    const local = await connect(house, 'stdio', { name: 'Local stdio', forwards: false })
    expect((await call(local, 'read_note', { path: 'Plain.md' })).text).toContain('Something plain.')
    house.clients.set('Local stdio', { clientId: 'Local stdio', name: 'Local stdio', forwards: true, grants: [{ origin: 'note', allowed: false }] })
    expect(await call(local, 'read_note', { path: 'Plain.md' })).toMatchObject({ isError: true, text: expect.stringContaining('never lets this app read notes') })
  })
})

describe('while the person is asked', () => {
  it.each(['streamable HTTP', 'stdio'] as const)('an app that wants to know is told that its call goes on, over %s', { timeout: 60_000 }, async (way) => {
    await house.write('Plain.md', 'Something plain.')
    const name = `Patient ${way.slice(0, 5)}`
    const client = await connect(house, way, { name })
    let told = 0
    const reading = client.callTool({ name: 'read_note', arguments: { path: 'Plain.md' } }, { onprogress: () => void (told += 1), resetTimeoutOnProgress: true, timeout: 40_000 })
    const { askId } = await askedBy(house, name)
    await vi.waitFor(() => expect(told).toBeGreaterThan(0), { timeout: 40_000 })
    await house.answer(askId, 'once')
    expect((await reading).isError).not.toBe(true)
  })
})
