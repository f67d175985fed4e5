import { describe, expect, it } from 'vitest'
import type { Download } from '../../src/contract/models.ts'
import { listApps, addApp, revokeApp } from '../../src/main/cli/api.ts'
import type { HostClient } from '../../src/main/cli/client.ts'
import { fitModel, progressText, pullModel } from '../../src/main/cli/models.ts'

const never = new AbortController().signal
const DOWNLOAD: Download = { downloadId: 'd', ref: 'gemma', name: 'Gemma', fileName: 'gemma.gguf', state: 'coming', receivedBytes: 710e6, sizeBytes: 1e9, bytesPerSecond: 12e6, secondsLeft: 24.2, problem: null, wantsCredential: null, mirror: null }

/** A double of the host for what these verbs ask: its answers are the test's. */
const start = (rooms: unknown) => {
  const said = { out: '', err: '' }
  return { client: rooms as HostClient, said, terminal: { out: (text: string) => void (said.out += text), err: (text: string) => void (said.err += text), isTerminal: false, columns: 80 } }
}
const pulling = (...states: readonly Partial<Download>[]) =>
  start({ models: { pull: async () => ({ downloadId: 'd' }), changes: async () => (async function* () {
    yield { downloads: [] }
    for (const state of states) yield { downloads: [{ ...DOWNLOAD, downloadId: 'other', state: 'done' }, { ...DOWNLOAD, ...state }] }
  })() } })

describe('how far a model is', () => {
  it('is one line in each state', () => {
    const of = (more: Partial<Download>): string => progressText({ ...DOWNLOAD, ...more })
    expect(of({})).toBe('Gemma: 71%, 12 MB/s, 25 s left')
    expect(of({ sizeBytes: null, secondsLeft: null, bytesPerSecond: null })).toBe('Gemma: 710 MB')
    expect(of({ secondsLeft: 200 })).toBe('Gemma: 71%, 12 MB/s, 4 min left')
    expect(of({ state: 'paused' })).toBe('Gemma: paused at 71%')
    expect(of({ state: 'waiting', problem: { code: 'OFFLINE', message: 'The hub cannot be reached.' } })).toBe('Gemma: waiting. The hub cannot be reached.')
    expect([of({ state: 'asking' }), of({ state: 'checking' }), of({ state: 'failed' }), of({ state: 'done' })]).toEqual(['Gemma: asking what there is', 'Gemma: checking what came', 'Gemma: it could not be fetched', 'Gemma: here'])
  })
})

describe('freehold models pull', () => {
  it('ends with 0 when the model is here, and tells each state once', async () => {
    const { client, terminal, said } = pulling({ state: 'asking' }, {}, { receivedBytes: 900e6 }, { state: 'done' })
    expect(await pullModel(client, 'gemma', false, terminal, never)).toBe(0)
    expect(said).toEqual({ out: '', err: 'Gemma: asking what there is\nGemma: 71%, 12 MB/s, 25 s left\nGemma: here\nGemma is here.\n' })
  })

  it('ends with 1 when it failed, wants a token, or is kept by Local only, and not while a person paused it', async () => {
    const token = pulling({ state: 'failed', problem: { code: 'NO_KEY', message: 'The hub asks for a token.', next: 'Add it.' }, wantsCredential: 'huggingface' })
    expect(await pullModel(token.client, 'gemma', false, token.terminal, never)).toBe(1)
    expect(token.said.err).toMatch(/asks for a token\.\n {2}Add it\.\n {2}Store a token: freehold credentials set "huggingface"\n$/)
    const kept = pulling({ state: 'paused' }, { state: 'paused', problem: { code: 'LOCAL_ONLY', message: 'Local only is on.' } })
    expect(await pullModel(kept.client, 'gemma', true, kept.terminal, never)).toBe(1)
    expect(kept.said.err).toBe('')
    expect(kept.said.out.trim().split('\n').map((line) => (JSON.parse(line) as Download).state)).toEqual(['paused', 'paused'])
  })
})

describe('freehold models fit', () => {
  it('ends with 3 when the model will not fit', async () => {
    const { client, terminal, said } = start({ models: { fit: async () => ({ verdict: 'no', words: 'Will not fit.', contextTokens: 4096, measured: false }) } })
    expect(await fitModel(client, 'x', undefined, false, terminal, never)).toBe(3)
    expect(said.out).toBe('Will not fit.\n  With room for 4,096 tokens; reckoned.\n')
  })
})

describe('freehold api', () => {
  it('shows a token once, lists apps, and revokes by name', async () => {
    const sent: unknown[] = []
    const clients = [{ clientId: 'c', name: 'Editor', lastUsedAt: null, lastFrom: null, requests: 0, forwards: false }]
    const { client, terminal, said } = start({ localApi: { state: async () => ({ url: null, networkUrls: [], problem: null, clients }), addClient: async (input: unknown) => void sent.push(input), revoke: async (input: unknown) => void sent.push(input) } })
    expect(await addApp(client, '!', true, terminal, never)).toBe(1)
    expect(await addApp(client, 'Editor', true, terminal, never)).toBe(0)
    expect(said.out).toMatch(/^fh-[\w-]{43}\n$/)
    expect(JSON.stringify(sent)).not.toContain(said.out.trim())
    expect(await listApps(client, false, terminal, never)).toBe(0)
    expect(said.out).toContain('The local API is off.\nEditor  not used yet  keeps what it reads here\n')
    expect([await revokeApp(client, 'Nobody', terminal, never), await revokeApp(client, 'Editor', terminal, never)]).toEqual([1, 0])
    expect(sent.at(-1)).toEqual({ clientId: 'c' })
  })
})
