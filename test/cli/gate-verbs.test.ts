import { createRouterClient } from '@orpc/server'
import { afterEach, describe, expect, it } from 'vitest'
import type { Piece } from '../../src/contract/answers.ts'
import { askCommand } from '../../src/main/cli/ask.ts'
import type { Confirm } from '../../src/main/cli/ask.ts'
import type { HostClient } from '../../src/main/cli/client.ts'
import { routeCommand } from '../../src/main/cli/route.ts'
import { createAnswers } from '../../src/main/core/answers/index.ts'
import type { CloudModel } from '../../src/main/core/ports/index.ts'
import { answersRouter } from '../../src/main/rpc/answers.ts'
import { privacyRouter } from '../../src/main/rpc/privacy.ts'
import { localModels } from '../fakes/chat-llm.ts'
import { draftOf, signal, startWithServers } from '../core/routing/rig.ts'
import type { Rig } from '../core/routing/rig.ts'

let rig: Rig
afterEach(() => rig.close())

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
  const client = createRouterClient({ privacy: privacyRouter(rig.routing), answers: answersRouter(createAnswers({ ...rig.routing, ...localModels(script).deps, modelFor: () => echo })) }) as unknown as HostClient
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
  const ask = async (pieces: readonly Piece[], confirm: Confirm) => {
    const { client, terminal, said } = await start()
    const ended = await askCommand(client, { pieces, mode: { destination: 'Anthropic' }, model: undefined }, terminal, confirm, signal).catch((error: unknown) => error)
    return { ended, said }
  }

  it('says where it goes, and prints the answer as it comes', async () => {
    const { ended, said } = await ask([CHAT], null)
    expect(ended).toBe(0)
    expect(said.out).toBe('Compare for Mara\n')
    expect(said.err).toMatch(/^Goes to Anthropic, in the cloud\. Typed chat is allowed\.\n\n0\.1 kB sent · 7 tokens · \$0\.0012\n$/)
  })

  it('shows the sheet, with what was hidden and nothing that draws over it, and sends after a yes', async () => {
    const questions: string[] = []
    const { ended, said } = await ask([FILE, CHAT], async (question) => {
      questions.push(question)
      expect(rig.sent).toEqual([])
      return true
    })
    expect(ended).toBe(0)
    expect(questions).toEqual(['Send it? [y/N] '])
    expect(said.err).toContain('Send a file to Anthropic?\n  This Mac → Anthropic (api.anthropic.com · claude-sonnet-4-5)\n  Files ask before they go to the cloud.')
    expect(said.err).toContain('    Mara → ‹Person 1›')
    expect(said.err).toContain('Offer for ‹Person 1›')
    expect(said.err).not.toContain('\u001B')
    expect(said.out).toContain('Offer for Mara')
    expect(rig.sent).toHaveLength(1)
  })

  it.each([['after a no', async () => false], ['where nobody is there', null]] as const)('keeps it here %s', async (_, confirm) => {
    const { ended } = await ask([FILE], confirm)
    expect(ended).toMatchObject({ code: 'KEPT_HERE' })
    expect(rig.sent).toEqual([])
  })

  it('ends with 1 where the policy keeps it here', async () => {
    const { ended, said } = await ask([{ ...CHAT, origin: 'memo' }], null)
    expect(ended).toBe(1)
    expect(said.err).toMatch(/^Stays on this Mac\. Memos never go to the cloud\./)
    expect(rig.rows).toMatchObject([{ outcome: 'kept' }])
  })
})
