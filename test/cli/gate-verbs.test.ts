import { createRouterClient } from '@orpc/server'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../src/contract/errors.ts'
import type { Piece } from '../../src/contract/answers.ts'
import type { Mode } from '../../src/contract/privacy.ts'
import { askCommand } from '../../src/main/cli/ask.ts'
import type { Confirm } from '../../src/main/cli/ask.ts'
import { withAttached } from '../../src/main/cli/attach.ts'
import type { HostClient } from '../../src/main/cli/client.ts'
import { placeFor } from '../../src/main/cli/gate-verbs.ts'
import { routeCommand } from '../../src/main/cli/route.ts'
import { createAnswers } from '../../src/main/core/answers/index.ts'
import { noLabels } from '../../src/main/core/routing/index.ts'
import type { CloudModel } from '../../src/main/core/ports/index.ts'
import { answersRouter } from '../../src/main/rpc/answers.ts'
import { privacyRouter } from '../../src/main/rpc/privacy.ts'
import { localModels } from '../fakes/chat-llm.ts'
import { draftOf, signal, startWithServers } from '../core/routing/rig.ts'
import type { Rig } from '../core/routing/rig.ts'

let rig: Rig
afterEach(() => rig?.close())

/** A provider that says what it was sent: the real SDKs are tested by their adapters. */
const echo: CloudModel = {
  stream: async function* stream(request, send) {
    const text = request.messages.at(-1)?.text ?? ''
    await send(draftOf(text), { signal: request.signal })
    yield { type: 'delta', text }
    yield { type: 'usage', tokensIn: 3, tokensOut: 4, cachedTokensIn: 0, priceUsd: 0.0012 }
    yield { type: 'done', stopReason: 'end_turn' }
    return undefined
  },
  listModels: async () => [],
}

const start = async (script: Parameters<typeof localModels>[0] = {}) => {
  rig = await startWithServers()
  // The two rooms that these verbs ask; over the same routers as the host's.
  const client = createRouterClient({ privacy: privacyRouter(rig.routing), answers: answersRouter(createAnswers({ ...rig.routing, ...localModels(script).deps, modelFor: () => echo }), () => 77) }) as unknown as HostClient
  const said = { out: '', err: '' }
  const terminal = { out: (text: string) => void (said.out += text), err: (text: string) => void (said.err += text), isTerminal: false, columns: 80 }
  return { client, terminal, said }
}
const CHAT: Piece = { title: 'You', text: 'Compare for Mara', origin: 'chat' }
const FILE: Piece = { title: 'Quote.txt', text: 'Offer for Mara \u001B[2J', origin: 'file' }

describe('freehold route', () => {
  it('says where a text would go, why, and how it would look', async () => {
    const { client, terminal, said } = await start()
    expect(await routeCommand(client, { json: false, text: 'Pay DK50 0040 0440 1162 43. My knee hurts.', origin: 'chat', mode: undefined }, terminal, signal)).toBe(0)
    expect(said.out).toBe(
      [
        'Stays on this Mac',
        '  It speaks of health, and health never goes to the cloud  (topic:health)',
        '  Typed chat is allowed  (table:chat.cloud)',
        'Labels: chat, iban, speaks of health',
        'With details hidden:',
        'Pay ‹Account 1›. My knee hurts.',
        'Without the last part it would go like this:',
        'Pay ‹Account 1›.',
        '',
      ].join('\n'),
    )
    expect([rig.sent, rig.rows]).toEqual([[], []])
  })

  it('prints the same as JSON', async () => {
    const { client, terminal, said } = await start()
    await routeCommand(client, { json: true, text: 'A walk', origin: 'memo', mode: { destination: 'Home server' } }, terminal, signal)
    expect(JSON.parse(said.out)).toMatchObject({ labels: { sources: [{ origin: 'memo' }] }, decision: { where: 'network', destination: 'Home server', reasons: [{ rule: 'table:memo.network' }] }, text: 'A walk', without: null, topicsKnown: true })
  })
})

describe('freehold ask', () => {
  interface Asked {
    readonly pieces: readonly Piece[]
    readonly confirm?: Confirm
    readonly mode?: Mode
    readonly json?: boolean
    readonly local?: Parameters<typeof localModels>[0]
  }
  const ask = async ({ pieces, confirm = null, mode = { destination: 'Anthropic' }, json = false, local = {} }: Asked) => {
    const { client, terminal, said } = await start(local)
    const ended = await askCommand(client, { pieces, mode, model: undefined, json }, terminal, confirm, signal).catch((error: unknown) => error)
    return { ended, said }
  }
  const sayYesTo = (wanted: RegExp, questions: string[] = []) => async (question: string) => {
    questions.push(question)
    return wanted.test(question)
  }

  it('answers on this Mac, the answer alone on the output and the badge beside it', async () => {
    const { ended, said } = await ask({ pieces: [CHAT], mode: 'auto', local: { write: () => ['Hel', 'lo \u001B[2J'] } })
    expect(ended).toBe(0)
    expect(said).toEqual({ out: 'Hello \uFFFD[2J\n', err: 'This Mac · gemma-3-4b · 31 tok/s\n' })
  })

  it('asks for an answer as long as the settings allow', async () => {
    const asked: number[] = []
    await ask({ pieces: [CHAT], mode: 'auto', local: { write: ({ maxTokens }) => [String(asked.push(maxTokens ?? 0))] } })
    expect(asked).toEqual([77])
  })

  it('says where it goes, and prints the answer as it comes', async () => {
    const { ended, said } = await ask({ pieces: [CHAT] })
    expect(ended).toBe(0)
    expect(said.out).toBe('Compare for Mara\n')
    expect(said.err).toMatch(/^Goes to Anthropic, in the cloud\. Typed chat is allowed\.\nAnthropic · claude-sonnet-4-5 · 0\.1 kB sent · 7 tokens · \$0\.0012\n$/)
  })

  it('prints every event and the result as JSON, a line each', async () => {
    const { ended, said } = await ask({ pieces: [CHAT], json: true })
    expect(ended).toBe(0)
    const lines = said.out.trim().split('\n').map((line) => JSON.parse(line) as { readonly type: string })
    expect(lines.map(({ type }) => type)).toEqual(['route', 'delta', 'usage', 'done', 'result'])
    expect(lines.at(-1)).toMatchObject({ text: 'Compare for Mara', where: 'cloud', destination: 'Anthropic', model: 'claude-sonnet-4-5', ledgerSeqs: [1001], stopReason: 'end' })
    expect(said.err).toBe('')
  })

  it('shows the sheet, with what was hidden and nothing that draws over it, and sends after a yes', async () => {
    const questions: string[] = []
    const { ended, said } = await ask({ pieces: [FILE, CHAT], confirm: async (question) => {
      expect(rig.sent).toEqual([])
      return sayYesTo(/./, questions)(question)
    } })
    expect(ended).toBe(0)
    expect(questions).toEqual(['Send it? [y/N] '])
    expect(said.err).toContain('Send a file to Anthropic?\n  This Mac → Anthropic (api.anthropic.com · claude-sonnet-4-5)\n  Files ask before they go to the cloud.')
    expect(said.err).toContain('    Mara → ‹Person 1›')
    expect(said.err).toContain('Offer for ‹Person 1›')
    expect(said.err).not.toContain('\u001B')
    expect(said.out).toContain('Offer for Mara')
    expect(rig.sent).toHaveLength(1)
  })

  it.each([['after a no', async () => false], ['where nobody is there', null]] as const)('keeps it here %s, which ends with 3', async (_, confirm) => {
    const { ended, said } = await ask({ pieces: [FILE], confirm })
    expect(ended).toBe(3)
    expect(said.err).toContain('Nothing was sent. You kept it here.')
    expect(rig.sent).toEqual([])
  })

  it('ends with 3 where the policy keeps it here', async () => {
    const { ended, said } = await ask({ pieces: [{ ...CHAT, origin: 'memo' }] })
    expect(ended).toBe(3)
    expect(said).toEqual({ out: '', err: expect.stringMatching(/^Stays on this Mac\. Memos never go to the cloud\..*\nKept here\. Memos never go to the cloud\.\n$/) })
    expect(rig.rows).toMatchObject([{ outcome: 'kept' }])
  })

  const LONG: Piece = { title: 'Long.txt', text: Array.from({ length: 1200 }, (_, at) => `word${at}`).join(' '), origin: 'note' }

  it('asks at the terminal what to do with what is offered, and does it', async () => {
    const questions: string[] = []
    const { ended, said } = await ask({ pieces: [LONG, CHAT], mode: 'local-only', local: { contextTokens: 1000 }, confirm: sayYesTo(/parts/, questions) })
    expect(ended).toBe(0)
    expect(questions).toEqual(['Read it in 3 parts on this Mac? [y/N] '])
    expect(said.err).toContain('This is 1,204 tokens; the model on this Mac holds 1,000. Nothing has been sent.')
    expect(said.err).toContain('This Mac · gemma-3-4b · read in 3 parts · 31 tok/s')
    expect(said.out).toBe('Hello there.\n')
  })

  it('ends with 3 when an offer is not taken, or nobody is there to take it', async () => {
    const questions: string[] = []
    const { ended } = await ask({ pieces: [FILE], mode: 'auto', local: { model: null }, confirm: sayYesTo(/never/, questions) })
    expect([ended, questions]).toEqual([3, ['Ask Anthropic, in the cloud (claude-sonnet-4-5)? [y/N] ', 'Ask Home server, in my network (qwen3)? [y/N] ']])
    await rig.close()
    const alone = await ask({ pieces: [LONG], mode: 'local-only', local: { contextTokens: 1000 }, json: true })
    expect(alone.ended).toBe(3)
    expect(JSON.parse(alone.said.out.trim().split('\n').at(-1) ?? '')).toMatchObject({ type: 'result', text: '', offer: { why: 'long', parts: 3 } })
  })

  it('ends with the failure itself where the model fails', async () => {
    const { ended } = await ask({ pieces: [CHAT], mode: 'auto', local: { write: () => { throw new AppError('ENGINE_CRASHED', 'The model stopped.') } } })
    expect(ended).toMatchObject({ code: 'ENGINE_CRASHED' })
  })

  it('takes a server and a model of it in one name', async () => {
    const { client } = await start()
    expect(await placeFor(client, { localOnly: false, model: 'Home server/qwen3:30b' }, signal)).toEqual({ mode: { destination: 'Home server' }, model: 'qwen3:30b' })
    expect(await placeFor(client, { localOnly: false, model: '/models/own.gguf' }, signal)).toEqual({ mode: 'auto', model: '/models/own.gguf' })
    expect(await placeFor(client, { localOnly: true, model: 'gemma-3-4b' }, signal)).toEqual({ mode: 'local-only', model: 'gemma-3-4b' })
    await expect(placeFor(client, { localOnly: true, to: 'Anthropic' }, signal)).rejects.toThrow('Nothing was sent')
  })
})

describe('files that go with a question', () => {
  it('keep the origin, folder and tags that they are read with, and are let go of', async () => {
    const labels = { ...noLabels, sources: [{ origin: 'note' as const, folder: 'Book', tags: ['draft'] }] }
    const ready = (attachmentId: string, origin: 'note' | 'file') => ({ attachmentId, title: attachmentId, state: 'ready' as const, fraction: null, problem: null, notice: null, attachment: { attachmentId, title: attachmentId, kind: 'text' as const, origin, sizeBytes: 1, tokens: 1, exact: false, labels: origin === 'note' ? labels : noLabels, path: null, memoId: null } })
    const removed: string[] = []
    // A double of the room: reading files has tests of its own.
    const client = {
      attachments: {
        add: async ({ paths }: { readonly paths: readonly string[] }) => ({ attachments: paths.map((path) => ({ ...ready(path.split('/').at(-1) ?? '', 'file'), state: 'reading' as const, attachment: null })) }),
        follow: async () => (async function* follow() {
          yield ready('a.md', 'note')
          yield ready('b.txt', 'file')
        })(),
        text: async ({ attachmentId }: { readonly attachmentId: string }) => ({ text: `text of ${attachmentId}` }),
        remove: async ({ attachmentId }: { readonly attachmentId: string }) => (removed.push(attachmentId), {}),
      },
    } as unknown as HostClient
    const terminal = { out: () => {}, err: () => {}, isTerminal: false, columns: 80 }
    const pieces = await withAttached(client, ['/home/ann/a.md', '/home/ann/b.txt'], terminal, signal, async (given) => given)
    expect(pieces).toEqual([
      { title: 'a.md', text: 'text of a.md', origin: 'note', folder: 'Book', tags: ['draft'] },
      { title: 'b.txt', text: 'text of b.txt', origin: 'file', folder: '/home/ann' },
    ])
    expect(removed).toEqual(['a.md', 'b.txt'])
  })
})
