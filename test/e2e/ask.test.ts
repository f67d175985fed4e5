import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { pdfOf } from '../adapters/document-reader/documents.ts'
import { anthropicError, anthropicSays, drip, hangAfter, startProvider, type Provider } from '../provider/index.ts'
import { missing } from '../shared.ts'
import { linesOf, startAsk } from './ask-run.ts'
import { startTraced, type TracedHost } from './gate-rig.ts'
import { descendantsOf, listProcesses } from './processes.ts'
import { createHome, type Home } from './start-host.ts'

const KEY = 'sk-ant-api03-Asked5Wd9Kx2Hn7Bv4Pq6'
const STORY = 'Once upon a time there was a harbour.'
const LONGEST_MS = 180_000

let home: Home
let provider: Provider
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const begin = async (): Promise<void> => {
  provider = await startProvider({ keys: [KEY] })
  home = await createHome({
    settings: `memos:\n  restSeconds: 0.2\nmodels:\n  speech: demo\n  language: stories260K-f32\n  threads: 1\nprivacy:\n  destinations:\n    - { name: Cloud, provider: anthropic, url: "${provider.url}", zone: cloud, credential: anthropic, model: claude-test }\n`,
  })
  ends.push(provider.close, home.remove)
}

const startHost = async (): Promise<TracedHost> => {
  const host = await startTraced(home, { cli: home.cli, passphrase: 'a passphrase of a test' })
  ends.push(() => host.stop())
  await host.api.credentials.set({ name: 'anthropic', value: KEY })
  return host
}

/** The key is put away by a host that then ends, so that the command has one of its own. */
const storeKey = async (): Promise<void> => {
  const host = await startTraced(home, { cli: home.cli, passphrase: 'a passphrase of a test' })
  await host.api.credentials.set({ name: 'anthropic', value: KEY })
  await host.stop()
}

const ask = (...args: readonly string[]) => startAsk(home, args).ended
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(home.folder, name), content)
  return name
}

describe.skipIf(missing('models/stories260K-f32.gguf'))('freehold ask', { timeout: LONGEST_MS }, () => {
  it('answers with a host of its own, the answer alone on the output, and leaves nothing running', async () => {
    await begin()
    const run = startAsk(home, [STORY])
    let started: readonly number[] = []
    run.process.stdout?.once('data', () => (started = descendantsOf(run.process.pid ?? 0).map(({ pid }) => pid)))
    const { code, out, err } = await run.ended
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^This Mac · stories260K-f32 · \d+ tok\/s\n$/) as string })
    expect(out.length).toBeGreaterThan(20)
    expect(started.length).toBeGreaterThan(0)
    const running = new Set(listProcesses().map(({ pid }) => pid))
    expect(started.filter((pid) => running.has(pid))).toEqual([])
    // It is a question at the command line, not a chat.
    expect(existsSync(home.vault)).toBe(false)
  })

  it('gives JSON a line each, the result last, also where nothing came to be asked', async () => {
    await begin()
    const well = await ask('--json', '--local-only', STORY)
    const lines = linesOf(well.out)
    expect(well).toMatchObject({ code: 0, err: '' })
    expect([lines[0]?.type, lines.at(-2)?.type, lines.at(-1)?.type]).toEqual(['route', 'done', 'result'])
    expect(lines.at(-1)).toMatchObject({ where: 'mac', model: 'stories260K-f32', text: lines.map((line) => (line.type === 'delta' ? String(line['text']) : '')).join('') })
    for (const [args, message] of [
      [['--model', 'nope', STORY], /named “nope”/],
      [['--attach', 'none.txt', STORY], /not there any more. Nothing was sent/],
      [['  '], /nothing to ask/],
    ] as const) {
      const failed = await ask('--json', ...args)
      expect(failed).toMatchObject({ code: 1, err: expect.stringMatching(message) as string })
      expect(linesOf(failed.out).at(-1)).toMatchObject({ type: 'result', text: '', problem: { message: expect.stringMatching(message) as string } })
    }
  })

  it('reads a question from a pipe, also one that is late, and offers what is too long, which nobody takes', async () => {
    await begin()
    const late = await startAsk(home, ['-'], { input: { afterMs: 2000, text: STORY } }).ended
    expect(late).toMatchObject({ code: 0, err: expect.stringMatching(/^This Mac/) as string })
    const large = await startAsk(home, ['--json', '-'], { input: 'The harbour is grey. '.repeat(50_000) }).ended
    expect(large.code).toBe(3)
    expect(large.err).toMatch(/the model on this Mac holds 512\. Nothing has been sent\./)
    expect(linesOf(large.out).at(-1)).toMatchObject({ type: 'result', text: '', offer: { why: 'long', holds: 512 } })
    expect(provider.requests).toEqual([])
  })

  it('takes texts and documents along, and says of a broken one that it is, with a host and without', async () => {
    await begin()
    const text = file('quote.txt', 'Oak worktop, 1,980.00')
    const pdf = file('offer.pdf', pdfOf(['Beech worktop, 1,200.00']))
    const broken = file('a \u001B[31mred.pdf', '%PDF-1.7 and then nothing')
    const check = async (): Promise<void> => {
      expect(await ask('--attach', text, '--attach', pdf, '--model', 'stories260K-f32', 'Compare.')).toMatchObject({ code: 0, err: expect.stringMatching(/^This Mac/) as string })
      const failed = await ask('--attach', text, '--attach', broken, 'Compare.')
      expect(failed).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/damaged.*Nothing was sent\.\n$/) as string })
      expect(failed.err).not.toContain('\u001B')
    }
    await check()
    const { api } = await startHost()
    await check()
    provider.script(anthropicSays({ text: ['Beech.'] }))
    const asked = await ask('--attach', text, '--attach', pdf, '--model', 'Cloud/claude-test', 'Compare.')
    // Files ask, and nobody is there.
    expect(asked).toMatchObject({ code: 3, out: '' })
    expect(asked.err).toContain('Beech worktop, 1,200.00')
    expect(asked.err).toContain('Nobody is at the terminal to say yes, so it stays here.')
    expect(provider.requests).toEqual([])
    expect((await api.privacy.state({})).asks).toEqual([])
  })

  it('keeps a memo here, whoever is asked', async () => {
    await begin()
    const { api } = await startHost()
    await api.memos.addSamples({})
    await expect.poll(async () => (await api.memos.list({})).counts.filed, { timeout: 60_000, interval: 200 }).toBeGreaterThan(0)
    const note = readdirSync(home.vault, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith('.md'))
    const kept = await ask('--to', 'Cloud', '--attach', join(home.vault, note ?? ''), 'Sum it up.')
    expect(kept).toMatchObject({ code: 3, out: '', err: expect.stringContaining('Memos never go to the cloud.') as string })
    expect(provider.requests).toEqual([])
  })

  it('streams an answer from elsewhere without what would steer the terminal, which --json keeps', async () => {
    await begin()
    await storeKey()
    const words = Array.from({ length: 40 }, (_, index) => `word${index} `)
    provider.script(drip(anthropicSays({ text: ['\u001B]0;owned\u0007\u009B2J', ...words] }), 200, 60))
    for (const withHost of [false, true]) {
      if (withHost) await startHost()
      const run = startAsk(home, ['--to', 'Cloud', STORY])
      const { code, out, err, endedMs } = await run.ended
      expect(code).toBe(0)
      expect(out).not.toMatch(/(?!\n)\p{Cc}/u)
      expect(out).toContain('word39')
      expect(err).toMatch(/^Goes to Cloud.*\nCloud · claude-test · /s)
      expect(endedMs - (run.outAtMs[0] ?? endedMs)).toBeGreaterThan(300)
      expect(run.outAtMs.length).toBeGreaterThan(5)
    }
    const json = await ask('--json', '--model', 'Cloud/claude-test', STORY)
    expect(linesOf(json.out).at(-1)).toMatchObject({ where: 'cloud', model: 'claude-test', text: `\u001B]0;owned\u0007\u009B2J${words.join('')}` })
  })

  it('tells failed from refused, and against each other', async () => {
    await begin()
    await startHost()
    provider.script(anthropicError(400, 'invalid_request_error', 'No \u001B[2Jsuch thing'))
    const failed = await ask('--to', 'Cloud', STORY)
    expect(failed).toMatchObject({ code: 1, out: '' })
    expect(failed.err).not.toContain('\u001B')
    expect(await ask('--to', 'Nobody', STORY)).toMatchObject({ code: 3, out: '', err: expect.stringContaining('Nobody') as string })
    expect(await ask('--to', 'Cloud', '--local-only', STORY)).toMatchObject({ code: 1, err: '--local-only and --to are against each other. Nothing was sent.\n' })
  })

  it('ends with 130 on ⌃C, while it waits and while it writes, and leaves nothing running', async () => {
    await begin()
    await storeKey()
    provider.script(hangAfter(anthropicSays({ text: ['Begun', ' and more'] }), ' and more'))
    const writing = startAsk(home, ['--to', 'Cloud', STORY])
    await expect.poll(() => writing.out(), { timeout: 60_000 }).toContain('Begun')
    writing.process.kill('SIGINT')
    expect((await writing.ended).code).toBe(130)
    await expect.poll(() => provider.connections().open, { timeout: 10_000 }).toBe(0)

    const waiting = startAsk(home, ['-'], { input: { afterMs: 60_000, text: '' } })
    await expect.poll(() => readdirSync(home.state).some((name) => name.startsWith('chats.db')), { timeout: 60_000 }).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 1500))
    waiting.process.kill('SIGINT')
    expect((await waiting.ended).code).toBe(130)

    const local = startAsk(home, ['--json', STORY])
    await expect.poll(() => descendantsOf(local.process.pid ?? 0).length, { timeout: 60_000, interval: 5 }).toBeGreaterThan(0)
    const engines = descendantsOf(local.process.pid ?? 0).map(({ pid }) => pid)
    local.process.kill('SIGINT')
    expect(await local.ended).toMatchObject({ code: 130, err: '' })
    const running = new Set(listProcesses().map(({ pid }) => pid))
    expect(engines.filter((pid) => running.has(pid))).toEqual([])
  })

  it('ends without a word where the reader has enough', async () => {
    await begin()
    const run = startAsk(home, ['--json', STORY])
    run.process.stdout?.once('data', () => run.process.stdout?.destroy())
    expect(await run.ended).toMatchObject({ code: 141, err: '' })
  })

  it('says in its help what it takes and how it ends', async () => {
    await begin()
    const { code, out } = await ask('--help')
    expect(code).toBe(0)
    for (const words of ['--json', '--local-only', '--model <id>', '--attach <path>', '--to <name>', '- reads it from standard input', '3 when it was refused']) expect(out).toContain(words)
    expect(out).not.toMatch(/default: \[\]/)
    expect(await ask()).toMatchObject({ code: 1, out: '' })
  })
})
