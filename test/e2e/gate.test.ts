import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { LedgerRow } from '../../src/contract/ledger.ts'
import { hasKeyring, startKeyring } from '../keyring.ts'
import { anthropicError, anthropicSays, hangAfter, startProvider } from '../provider/index.ts'
import type { Provider } from '../provider/index.ts'
import { askThrough, chat, copyProgram, filesWith, partsOf, plantInHost, startTraced } from './gate-rig.ts'
import type { Api, TracedHost } from './gate-rig.ts'
import { canTrace, isLoopbackRemote, readTrace, totalsByRemote } from './network-trace.ts'
import { createHome, type Home } from './start-host.ts'

const KEY = 'sk-ant-api03-Planted7Xq2Vb9Lm4Tz8Rw1'
const PASSPHRASE = 'a passphrase of a test'
const IBAN = 'DK50 0040 0440 1162 43'

let home: Home
let provider: Provider
let host: TracedHost | undefined
const ends: (() => unknown)[] = []
afterEach(async () => {
  await host?.stop()
  host = undefined
  for (const end of ends.splice(0)) await end()
})

const settingsFor = (url: string): string => `models:\n  speech: demo\n  language: none\nprivacy:\n  destinations:\n    - { name: Cloud, provider: anthropic, url: "${url}", zone: cloud, credential: anthropic, model: claude-test }\n`

const prepare = async (): Promise<void> => {
  provider = await startProvider({ keys: [KEY] })
  home = await createHome({ models: [], settings: settingsFor(provider.url) })
  ends.push(provider.close, home.remove)
}
/** Keys in an encrypted file, for tests that are not about the keyring. */
const withSecretFile = async (cli: string = home.cli): Promise<Api> => {
  host = await startTraced(home, { cli, passphrase: PASSPHRASE })
  await host.api.credentials.set({ name: 'anthropic', value: KEY })
  return host.api
}

const rowsOf = async (api: Api): Promise<readonly LedgerRow[]> => (await api.ledger.list({ limit: 500 })).rows.toReversed()

const startSink = async (): Promise<{ readonly server: Server; readonly port: number; readonly hits: () => number }> => {
  let hits = 0
  const server = createServer((_request, response) => {
    hits += 1
    response.end('thanks')
  })
  server.on('connection', () => void (hits += 1))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => server.close())
  return { server, port: (server.address() as AddressInfo).port, hits: () => hits }
}

describe.skipIf(!hasKeyring || !canTrace())('the gate, with a real keyring and watched from outside', () => {
  it('sends only what rules allow, records it byte for byte, and shows the key nowhere', { timeout: 240_000 }, async () => {
    await prepare()
    const sink = await startSink()
    const keyring = await startKeyring({ isOpen: true })
    ends.push(keyring.close, keyring.remove)
    const trace = join(home.folder, 'trace')
    // A dependency that phones home by the usual ways, once a quarter of a second.
    const cli = copyProgram(home, (out) =>
      plantInHost(
        out,
        `setInterval(() => { fetch('http://127.0.0.1:${sink.port}/leak').catch(() => {}); import('node:https').then((https) => https.get('https://127.0.0.1:${sink.port}/').on('error', () => {})); import('node:dns').then((dns) => dns.lookup('telemetry.example.net', () => {})); import('node:net').then((net) => net.connect(${sink.port}, '127.0.0.1').on('error', () => {})) }, 250).unref()`,
      ),
    )
    host = await startTraced(home, { cli, env: keyring.env, trace })
    const { api } = host

    await api.credentials.set({ name: 'anthropic', value: KEY })
    expect(await api.credentials.test({ name: 'anthropic' })).toMatchObject({ ok: true })

    // Memos are written down meanwhile, as on any day.
    const { accepted } = await api.memos.addSamples({})

    // Typed chat is allowed, and what must be hidden is: the provider never sees it, the person reads it.
    provider.script(anthropicSays({ text: ['To ‹Acc', 'ount 1›, then.'] }))
    const sent = await askThrough(api, chat(`Where do I send the money? My account is ${IBAN}.`))
    expect(sent).toMatchObject({ error: null, text: `To ${IBAN}, then.` })
    expect(sent.events[0]).toMatchObject({ type: 'route', decision: { where: 'cloud', verdict: 'allow' } })
    expect(provider.requests.at(-1)?.body.toString()).toContain('‹Account 1›')
    expect(provider.requests.some(({ wire }) => wire.includes('1162'))).toBe(false)

    // A memo never goes; whatever it is put beside stays with it.
    const kept = await askThrough(api, [{ title: 'Walk', text: 'I walked.', origin: 'memo' }, ...chat('Sum it up.')])
    expect(kept.events[0]).toMatchObject({ type: 'route', decision: { where: 'refuse', verdict: 'never' } })
    expect(kept.error).toEqual({ code: 'KEPT_HERE', message: 'Kept here. Memos never go to the cloud.' })

    // Files ask. A no keeps it; a yes sends exactly what the sheet showed.
    const quote = [{ title: 'quote.txt', text: 'Oak worktop, 1,980.00', origin: 'file' as const }, ...chat('Compare.')]
    const before = provider.requests.length
    const no = await askThrough(api, quote, { answer: 'keep' })
    expect(no.error).toMatchObject({ code: 'KEPT_HERE' })
    expect(provider.requests.length).toBe(before)
    const yes = await askThrough(api, quote, { answer: 'once' })
    expect(yes.error).toBeNull()
    expect(provider.requests.at(-1)?.body.toString()).toBe(yes.ask?.sentText)

    // What a provider answers badly is an error in words, and a record.
    provider.script(anthropicError(529, 'overloaded_error', 'Overloaded'))
    const over = await askThrough(api, chat('Are you there?'))
    expect(over.error).toEqual({ code: 'OVERLOADED', message: 'Cloud is overloaded.' })
    // Each try is a row, and the answer names them all.
    const tries = (await rowsOf(api)).slice(-3).map(({ seq }) => seq)
    expect(over.events.at(-1)).toMatchObject({ type: 'usage', ledgerSeqs: tries })

    // Local only ends what is under way, at once, and lets nothing new out.
    provider.script(hangAfter(anthropicSays({ text: ['One', ' two', ' three'] }), 700))
    const hanging = askThrough(api, chat('Tell me a long story.'), { onDelta: () => void api.privacy.setLocalOnly({ on: true }) })
    expect((await hanging).error).not.toBeNull()
    const stopped = provider.requests.length
    await askThrough(api, chat('And now?'))
    expect(provider.requests.length).toBe(stopped)
    // In force at once, and written down for the next start.
    await expect.poll(() => readFileSync(join(home.state, 'settings.yaml'), 'utf8'), { timeout: 10_000 }).toMatch(/localOnly: true/)
    await api.privacy.setLocalOnly({ on: false })

    await expect.poll(async () => (await api.memos.list({ limit: 10 })).counts.filed, { timeout: 180_000, interval: 500 }).toBe(accepted)
    await sleep(1000)
    const rows = await rowsOf(api)
    expect(rows.filter(({ outcome }) => outcome === 'kept').map(({ why }) => why)).toEqual(expect.arrayContaining([expect.stringMatching(/Memos never/), expect.stringMatching(/You kept it here/), expect.stringMatching(/Local only/)]))
    const blocked = rows.filter(({ outcome }) => outcome === 'blocked')
    expect(new Set(blocked.map(({ purpose }) => purpose))).toEqual(new Set(['socket', 'name']))
    expect(blocked.map(({ destination }) => destination)).toContain('telemetry.example.net')
    expect(sink.hits()).toBe(0)
    expect(await api.ledger.verify({})).toMatchObject({ ok: true })
    const shown = JSON.stringify([rows, await api.privacy.state({}), await api.credentials.list({}), await api.system.doctor({}), await api.ledger.export({ format: 'jsonl' }), await api.settings.get({})])
    const said = host.said()
    await host.stop()

    // What the system saw on the wire is what the record says, row by row in order, for there was one connection at a time.
    const seen = readTrace(readFileSync(trace, 'utf8'))
    const remote = new URL(provider.url).host
    const went = rows.filter(({ address }) => address !== null)
    expect(totalsByRemote(seen).get(remote)).toEqual({ bytesOut: went.reduce((sum, { bytesOut }) => sum + bytesOut, 0), bytesIn: went.reduce((sum, { bytesIn }) => sum + bytesIn, 0) })
    expect(went.map(({ bytesOut }) => bytesOut)).toEqual(provider.requests.map(({ wire }) => wire.length))
    expect(seen.traffic.filter(({ remote: to }) => !isLoopbackRemote(to))).toEqual([])
    expect(totalsByRemote(seen).has(`127.0.0.1:${sink.port}`)).toBe(false)

    // The key went to the provider, and stands nowhere else: not whole, and not in parts.
    expect(provider.requests.every(({ wire }) => wire.includes(KEY))).toBe(true)
    const needles = [KEY, ...partsOf(KEY.slice('sk-ant-api03-'.length))]
    expect(filesWith(home.state, needles)).toEqual([])
    expect(needles.filter((needle) => shown.includes(needle) || said.includes(needle))).toEqual([])
  })
})

describe('the gate, when something fails', () => {
  const start = async (plant: (out: string) => void): Promise<Api> => {
    await prepare()
    const cli = copyProgram(home, plant)
    return withSecretFile(cli)
  }

  it('asks where it would have sent, when the detector is gone', { timeout: 120_000 }, async () => {
    const api = await start((out) => rmSync(join(out, 'detect-worker.js')))
    const asked = await askThrough(api, chat('What is the capital of Denmark?'))
    expect(asked.error).toMatchObject({ code: 'KEPT_HERE' })
    expect(asked.ask).not.toBeNull()
    expect((await rowsOf(api)).at(-1)).toMatchObject({ outcome: 'kept', labels: { unsure: true } })
    expect(provider.connections().opened).toBe(0)
  })

  it('asks where it would have sent, when the detector never answers', { timeout: 120_000 }, async () => {
    const api = await start((out) => writeFileSync(join(out, 'detect-worker.js'), 'for (;;) {}'))
    const asked = await askThrough(api, chat('What is the capital of Denmark?'))
    expect(asked.ask).not.toBeNull()
    expect(provider.connections().opened).toBe(0)
  })

  it('lets nothing out when the record cannot be written, and says so', { timeout: 120_000 }, async () => {
    await prepare()
    // A folder where the record should be: it can be neither opened nor made.
    mkdirSync(join(home.state, 'ledger.db'))
    const api = await withSecretFile()
    const asked = await askThrough(api, chat('What is the capital of Denmark?'))
    expect(asked.events.at(0)).toMatchObject({ decision: { where: 'refuse', reasons: [{ rule: 'ledger' }, { rule: 'local:missing' }] } })
    expect((await api.privacy.state({})).forced).toMatch(/record/)
    await expect(api.credentials.test({ name: 'anthropic' })).resolves.toMatchObject({ ok: false })
    expect(provider.requests).toEqual([])
  })

  it('lets nothing out while the settings cannot be read', { timeout: 120_000 }, async () => {
    await prepare()
    const api = await withSecretFile()
    writeFileSync(join(home.state, 'settings.yaml'), 'privacy: [')
    await expect.poll(async () => (await api.privacy.state({})).forced, { timeout: 10_000 }).toMatch(/settings/i)
    const asked = await askThrough(api, chat('What is the capital of Denmark?'))
    expect(asked.events.at(0)).toMatchObject({ decision: { where: 'refuse' } })
    expect(provider.requests).toEqual([])
  })

  it('offers the cloud and never takes it when no model is here', { timeout: 120_000 }, async () => {
    await prepare()
    const api = await withSecretFile()
    const asked = await askThrough(api, chat('What is the capital of Denmark?'), { mode: 'auto' })
    expect(asked.events[0]).toMatchObject({ decision: { where: 'ask', destination: 'Cloud' } })
    expect(asked.events.at(-1)).toMatchObject({ type: 'offer', offer: { why: 'missing', destinations: [{ name: 'Cloud', zone: 'cloud', model: 'claude-test' }] } })
    expect([asked.ask, asked.error, provider.requests]).toEqual([null, null, []])
    const yes = await askThrough(api, chat('What is the capital of Denmark?'))
    expect(yes).toMatchObject({ error: null, text: 'Hello.' })
  })

  it('takes a killed host’s request for sent, and the chain still holds', { timeout: 120_000 }, async () => {
    await prepare()
    const api = await withSecretFile()
    provider.script(hangAfter(anthropicSays({ text: ['One', ' two'] }), 700))
    const hanging = askThrough(api, chat('Tell me a long story.'), { onDelta: () => process.kill(host?.pid ?? 0, 'SIGKILL') })
    await hanging
    const again = await startTraced(home, { cli: home.cli, passphrase: PASSPHRASE })
    host = again
    expect((await rowsOf(again.api)).at(-1)).toMatchObject({ outcome: 'aborted', purpose: 'answer' })
    expect(await again.api.ledger.verify({})).toMatchObject({ ok: true })
  })
})
