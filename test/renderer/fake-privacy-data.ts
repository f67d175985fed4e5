// What the double of the host tells of privacy: the day of look.html, made up.
import type { LedgerRow } from '../../src/contract/ledger.ts'
import { PolicyTableSchema, type Ask, type AskId, type Change, type Labels, type PrivacyState, type ShownDestination, type ShownRule } from '../../src/contract/privacy.ts'

export const NOW = '2026-11-22T16:10:00+01:00'

const NO_LABELS: Labels = { sources: [], details: [], topics: [], people: [], unsure: false }

/** One record; everything that is not said is plain. */
export const ledgerRow = (seq: number, at: string, changes: Partial<LedgerRow> = {}): LedgerRow => ({
  seq, at, feature: 'chat', purpose: 'typed chat', destination: 'Anthropic', host: 'api.anthropic.com', address: '203.0.113.7', zone: 'cloud', provider: 'anthropic', model: 'claude-sonnet-4-5',
  labels: NO_LABELS, why: 'Typed chat is allowed', rule: 'table:chat.cloud', permitId: `permit-${seq}`, hiddenCount: 0, method: 'POST', url: 'https://api.anthropic.com/v1/messages',
  bytesOut: 1900, bytesIn: 4200, bodySha256: 'ab'.repeat(32), durationMs: 2100, outcome: 'sent', status: 200, tokensIn: 410, tokensOut: 220, priceUsd: 0.01, hasPayload: true, ...changes,
})

const KEPT: Partial<LedgerRow> = { address: null, permitId: null, bytesOut: 0, bytesIn: 0, bodySha256: null, durationMs: null, status: null, tokensIn: null, tokensOut: null, priceUsd: null, hasPayload: false }
const HOME: Partial<LedgerRow> = { destination: 'Home server', host: '192.168.1.10:11434', address: '192.168.1.10', zone: 'network', provider: 'openai', model: 'qwen3-32b', url: 'http://192.168.1.10:11434/v1/chat/completions', priceUsd: null }

// Kilobytes to the cloud and to the network, for the thirteen days before.
const EARLIER: readonly (readonly [cloud: number, network: number])[] = [[22, 0], [28, 19], [0, 0], [14, 0], [65, 16], [0, 34], [0, 0], [0, 0], [88, 12], [28, 0], [28, 12], [0, 0], [47, 15]]

/** Fourteen days of records, oldest first. */
export const designRecords = (): readonly LedgerRow[] => {
  const rows: LedgerRow[] = []
  const add = (at: string, changes: Partial<LedgerRow>): void => void rows.push(ledgerRow(rows.length + 1, at, changes))
  EARLIER.forEach(([cloud, network], day) => {
    const date = `2026-11-${String(9 + day).padStart(2, '0')}`
    if (cloud > 0) add(`${date}T10:00:00+01:00`, { bytesOut: cloud * 1000, priceUsd: 0.06, hasPayload: false })
    if (network > 0) add(`${date}T11:00:00+01:00`, { ...HOME, purpose: 'note in a chat', why: 'Notes are allowed on my network', bytesOut: network * 1000, hasPayload: false })
  })
  add('2026-11-22T09:14:00+01:00', { ...KEPT, destination: 'telemetry.example.net', host: 'telemetry.example.net', provider: null, model: null, purpose: 'a library inside Freehold', feature: 'unknown', why: 'No rule allows it', rule: 'guard', outcome: 'blocked', method: 'GET', url: 'https://telemetry.example.net/' })
  add('2026-11-22T11:02:00+01:00', {})
  add('2026-11-22T14:40:00+01:00', { ...HOME, purpose: 'note “Kitchen” in a chat', why: 'Notes are allowed on my network', bytesOut: 12_000 })
  add('2026-11-22T15:51:00+01:00', { ...KEPT, purpose: 'chat that quotes a memo', why: 'Memos never go to the cloud', rule: 'table:memo.cloud', outcome: 'kept' })
  add('2026-11-22T16:09:00+01:00', { purpose: '3 files in a chat', why: 'Files ask. You said yes, once', rule: 'table:file.cloud', hiddenCount: 5, bytesOut: 148_200, tokensIn: 41_200, tokensOut: 610, priceUsd: 0.14 })
  return rows
}

export const PAYLOAD = `{"model":"claude-sonnet-4-5","messages":[{"role":"user","content":"Compare the three quotes line by line.\\n\\nOffer for ‹Person 1›, ‹Address 1›\\nDismantle and remove the old kitchen, two days    € 2,150.00\\nDeposit 30 % to ‹Account 1›"}]}`

const same = (text: string): Change => ({ was: text, now: text })

export const designAsk = (number: number, changes: Partial<Ask> = {}): Ask => ({
  askId: `ask-${number}` as AskId,
  title: 'Send three files to Anthropic?',
  destination: 'Anthropic',
  zone: 'cloud',
  host: 'api.anthropic.com',
  model: 'claude-sonnet-4-5',
  why: 'The quotes are longer than the model on this Mac can hold. Files ask before they go to the cloud.',
  pieces: [
    { title: 'You', changes: [same('Compare the three quotes line by line.')] },
    {
      title: 'Quote Lindqvist.pdf, page 1 of 4',
      changes: [
        same('Offer for '), { was: 'Mara Ellegaard', now: '‹Person 1›' }, same(', '), { was: 'Nørregade 14, 1165 København', now: '‹Address 1›' },
        same('\nDismantle and remove the old kitchen, two days    € 2,150.00\nOak worktop 40 mm, oiled, 4.2 m                   € 1,980.00\nDeposit 30 % to '),
        { was: 'DK50 0040 0440 1162 43', now: '‹Account 1›' }, same('\nQuestions: '), { was: 'Erik Lindqvist', now: '‹Person 2›' }, same(', '), { was: '+45 20 12 34 56', now: '‹Phone 1›' },
      ],
    },
  ],
  sentText: PAYLOAD,
  sizeBytes: 148_200,
  hiddenCount: 5,
  foundCount: 5,
  chat: 'Kitchen builder',
  origins: ['file'],
  merged: 0,
  askedAt: NOW,
  ...changes,
})

const DESTINATIONS: readonly ShownDestination[] = [
  { name: 'Anthropic', provider: 'anthropic', zone: 'cloud', credential: 'Anthropic', model: 'claude-sonnet-4-5', host: 'api.anthropic.com', hasCredential: true },
  { name: 'Home server', provider: 'openai', url: 'http://192.168.1.10:11434/v1', zone: 'network', model: 'qwen3-32b', host: '192.168.1.10', hasCredential: false },
]

const RULES: readonly Omit<ShownRule, 'index'>[] = [
  { rule: { folder: 'Book', zone: 'cloud', verdict: 'redact', until: '2026-11-22T16:47:00+01:00' }, words: 'Folder “Book”: redact', expired: false },
  { rule: { person: 'Dr Aaby', verdict: 'never' }, words: 'Person “Dr Aaby”: never', expired: false },
  { rule: { tag: 'garden', zone: 'network', verdict: 'allow' }, words: 'Tag #garden: allow', expired: false },
]

export const designPrivacy = (): PrivacyState => ({
  localOnly: false,
  forced: null,
  table: PolicyTableSchema.parse({}),
  rules: RULES.map((rule, index) => ({ ...rule, index })),
  destinations: [...DESTINATIONS],
  keepSentDays: 30,
  asks: [],
})
