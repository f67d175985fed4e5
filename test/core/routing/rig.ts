import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Piece } from '../../../src/contract/answers.ts'
import type { DetailKind, Mode, Topic } from '../../../src/contract/privacy.ts'
import { AppError } from '../../../src/contract/errors.ts'
import { createSettingsFile, SETTINGS_TEMPLATE } from '../../../src/main/adapters/settings-file/index.ts'
import type { Detection, Gate, HttpDraft, LedgerAttempt, LedgerEnd, Permit, SendOptions } from '../../../src/main/core/ports/index.ts'
import { redact } from '../../../src/main/core/lib/redacted.ts'
import { createRouting } from '../../../src/main/core/routing/index.ts'
import type { LocalModel, Routing, RoutingDeps } from '../../../src/main/core/routing/index.ts'
import { createSettings } from '../../../src/main/core/settings/index.ts'

export const signal = new AbortController().signal
export const ANTHROPIC = { name: 'Anthropic', provider: 'anthropic', zone: 'cloud', credential: 'Anthropic', model: 'claude-sonnet-4-5' } as const
export const HOME = { name: 'Home server', provider: 'openai', url: 'http://192.168.1.10:8080/v1', zone: 'network', model: 'qwen3' } as const

export interface Sent {
  readonly permit: Permit
  readonly draft: HttpDraft
  readonly options: SendOptions
}

/** Words that a detector would find. */
const WORDS: Readonly<Record<string, DetailKind>> = { 'Mara Ellegaard': 'person', Mara: 'person', 'DK50 0040 0440 1162 43': 'iban', '+45 20 12 34 56': 'phone' }
const TOPIC_WORDS: Readonly<Record<string, Topic>> = { knee: 'health', mortgage: 'money' }

/** Finds a handful of words: a stand-in for the detectors, which have tests of their own. */
export const detectWords = (text: string): Detection => ({
  details: Object.entries(WORDS).flatMap(([word, kind]) => [...text.matchAll(new RegExp(word.replace('+', '\\+'), 'gu'))].map(({ index }) => ({ kind, start: index, end: index + word.length }))),
  people: text.includes('Mara') ? ['Mara Ellegaard'] : [],
})

export interface Rig {
  readonly routing: Routing
  readonly sent: Sent[]
  readonly rows: LedgerAttempt[]
  /** Row by row what was kept with it. */
  readonly payloads: (string | null)[]
  readonly ends: (LedgerEnd & { readonly seq: number })[]
  readonly uses: string[]
  readonly settings: Awaited<ReturnType<typeof createSettings>>
  readonly path: string
  readonly gateOpen: () => boolean
  readonly set: (changes: Partial<Mutable>) => void
  readonly changed: () => void
  readonly pass: (ms: number) => void
  /** What is sent from now on breaks off with this once it is on its way. */
  readonly refuseAfter: (error: unknown) => void
  readonly close: () => Promise<void>
}

interface Mutable {
  local: LocalModel
  ledgerWritable: boolean
  detect: RoutingDeps['detect']
  detectTopics: RoutingDeps['detectTopics']
  useCredential: RoutingDeps['useCredential']
  known: readonly string[]
  writable: boolean
  recordFails: boolean
}

/**
 * Routing over real settings in a real file. The gate is a double that notes what it is given and checks, as the real one
 * does, that the permit has force; what it sends to is not there.
 */
export const startRig = async (changes: Partial<Mutable> = {}): Promise<Rig> => {
  const folder = await mkdtemp(join(tmpdir(), 'freehold-routing-'))
  const path = join(folder, 'settings.yaml')
  const settings = await createSettings({ file: createSettingsFile(path), homeFolder: folder, template: SETTINGS_TEMPLATE, signal })
  const sent: Sent[] = []
  const rows: LedgerAttempt[] = []
  const payloads: (string | null)[] = []
  const ends: (LedgerEnd & { readonly seq: number })[] = []
  const uses: string[] = []
  const listeners = new Set<() => void>()
  let open = true
  let broken: unknown = null
  let skippedMs = 0
  let ids = 0
  const state: Mutable = {
    local: { state: 'ready', contextTokens: 16_384 },
    ledgerWritable: true,
    detect: async (texts) => texts.map(detectWords),
    detectTopics: async (text) => Object.entries(TOPIC_WORDS).flatMap(([word, topic]) => (text.includes(word) ? [topic] : [])),
    useCredential: async (name, feature) => {
      uses.push(`${feature}:${name}`)
      return redact('sk-planted')
    },
    known: ['Anthropic'],
    writable: true,
    recordFails: false,
    ...changes,
  }
  const gate: Pick<Gate, 'send' | 'shut' | 'open'> = {
    send: async (permit, draft, options) => {
      if (!open || !routing.isIssued(permit)) throw new Error('The gate was given what it must refuse.')
      sent.push({ permit, draft, options })
      options.onRecorded?.(1000 + sent.length, 'open')
      if (broken !== null) throw broken
      return { status: 200, headers: new Headers(), body: null, address: '203.0.113.1' }
    },
    shut: () => void (open = false),
    open: () => void (open = true),
  }
  const routing: Routing = createRouting({
    settings: () => settings.current().privacy,
    setSetting: (key, value, given) => (state.writable ? settings.set(key, value, given) : Promise.reject(new Error('read-only'))),
    areSettingsReadable: () => settings.problems().length === 0,
    isLedgerWritable: () => state.ledgerWritable,
    sources: [
      settings.onChange,
      (listener) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    ],
    detect: (texts, given) => state.detect(texts, given),
    detectTopics: (text, given) => state.detectTopics(text, given),
    people: () => [{ name: 'Mara Ellegaard', aliases: [] }],
    local: () => state.local,
    gate,
    record: (attempt, payload) => {
      if (state.recordFails) throw new AppError('LEDGER_FAILED', 'The record cannot be written.')
      payloads.push(payload === null ? null : new TextDecoder().decode(payload))
      return rows.push(attempt)
    },
    finishRecord: (seq, end) => void ends.push({ seq, ...end }),
    useCredential: (name, feature, given) => state.useCredential(name, feature, given),
    knownCredentials: () => state.known,
    clock: { now: () => Date.now() + skippedMs, monotonic: () => performance.now(), sleep: (ms, given) => sleep(ms, undefined, { signal: given }) },
    newId: () => `id${(ids += 1)}`,
    sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  })
  return {
    routing,
    sent,
    rows,
    payloads,
    ends,
    uses,
    settings,
    path,
    gateOpen: () => open,
    set: (more) => void Object.assign(state, more),
    changed: () => listeners.forEach((listener) => listener()),
    refuseAfter: (error) => void (broken = error),
    pass: (ms) => void (skippedMs += ms),
    close: async () => {
      routing.close()
      await settings.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A request as an SDK would serialise it. */
export const draftOf = (text: string, url = 'https://api.anthropic.com/v1/messages'): HttpDraft => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json', authorization: 'Bearer made-up' },
  body: new TextEncoder().encode(JSON.stringify({ model: 'claude-sonnet-4-5', messages: [{ role: 'user', content: text }] })),
})

/** With the two servers that most tests send to. */
export const startWithServers = async (changes: Partial<Mutable> = {}): Promise<Rig> => {
  const rig = await startRig(changes)
  await rig.routing.addDestination(ANTHROPIC, signal)
  await rig.routing.addDestination(HOME, signal)
  return rig
}

export const chat = (text: string): Piece => ({ title: 'You', text, origin: 'chat' })
export const file = (text: string, title = 'Quote.pdf'): Piece => ({ title, text, origin: 'file', folder: '/home/ann/Documents' })
export const ABOUT = { feature: 'ask', purpose: 'answer' }
export const TO_ANTHROPIC: Mode = { destination: 'Anthropic' }

/** Routes pieces and sends them as an SDK would. */
export const routeAndSend = async ({ routing }: Rig, pieces: readonly Piece[], { mode = TO_ANTHROPIC, chat: inChat, url }: { readonly mode?: Mode; readonly chat?: string; readonly url?: string } = {}) => {
  const routed = await routing.route({ pieces, mode, chat: inChat }, signal)
  const send = routing.sender(routed, ABOUT)
  const draft = draftOf(routed.pieces.map(({ text }) => text).join('\n\n'), url)
  const sending = send(draft, { signal })
  // Looked at later; it may be refused before that.
  sending.catch(() => undefined)
  return { routed, send, draft, sending }
}
