// What the double of the host tells of chats: the afternoon of look.html, made up.
import type { Attachment } from '../../src/contract/attachments.ts'
import type { ChatHead, ChatId, MadeBy, Message, MessageId } from '../../src/contract/chat.ts'
import type { Labels } from '../../src/contract/privacy.ts'

export const chatId = (n: number): ChatId => n.toString(16).padStart(16, '0') as ChatId
export const messageId = (n: number): MessageId => `m${n}` as MessageId

export const KITCHEN = chatId(1)
export const KITCHEN_SENT = chatId(2)
export const MARA = chatId(3)
export const LONG_CHAT = chatId(4)
export const RICH = chatId(5)

export const NO_LABELS: Labels = { sources: [], details: [], topics: [], people: [], unsure: false }
const QUOTES_MEMO: Labels = { ...NO_LABELS, sources: [{ origin: 'chat' }, { origin: 'memo' }] }

/** One chat as it is kept: its head without what is counted anew, and all versions of its messages. */
export interface KeptChat {
  readonly head: Omit<ChatHead, 'running' | 'messageCount'>
  readonly messages: readonly Message[]
  readonly unreadable?: string
}

export const localMade = (changes: Partial<MadeBy> = {}): MadeBy => ({
  zone: 'mac', destination: null, model: 'gemma-3-4b',
  decision: { where: 'local', destination: null, verdict: null, hide: [], reasons: [{ words: 'The model on this Mac can answer it.', rule: 'fit' }] },
  hiddenCount: 0, foundCount: 0, tokensIn: 2100, tokensOut: 48, tokensPerSecond: 31, bytesOut: 0, priceUsd: null, ledgerSeqs: [], parts: null, ...changes,
})

export const cloudMade = (changes: Partial<MadeBy> = {}): MadeBy => ({
  zone: 'cloud', destination: 'Anthropic', model: 'claude-sonnet-4-5',
  decision: { where: 'cloud', destination: 'Anthropic', verdict: 'ask', hide: ['person', 'iban'], reasons: [{ words: 'Too long for this Mac. You said yes, once.', rule: 'table:file.cloud' }] },
  hiddenCount: 5, foundCount: 5, tokensIn: 41_200, tokensOut: 610, tokensPerSecond: 60, bytesOut: 148_200, priceUsd: 0.14, ledgerSeqs: [19], parts: null, ...changes,
})

/** One message that follows the one before it; everything that is not said is plain. */
export const message = (n: number, role: Message['role'], text: string, changes: Partial<Message> = {}): Message => ({
  messageId: messageId(n), parentId: n === 1 ? null : messageId(n - 1), role, at: new Date(Date.parse('2026-11-22T15:58:00+01:00') + n * 20_000).toISOString(), text, thinking: '', attachments: [],
  state: 'finished', problem: null, offer: null, askId: null, madeBy: role === 'answer' ? localMade() : null, labels: NO_LABELS, covers: null, ...changes,
})

const head = (id: ChatId, title: string, changes: Partial<KeptChat['head']> = {}): KeptChat['head'] => ({
  chatId: id, title, path: `Chats/2026-11-22 1558 ${title}.md`, pinned: false, mode: 'auto', privateBecause: null, labels: NO_LABELS,
  meter: { usedTokens: 2100, heldTokens: 16_384, exact: true }, localModel: 'gemma-3-4b', draft: '', ...changes,
})

const QUOTES: Attachment = {
  attachmentId: 'a1', title: '3 quotes', kind: 'pdf', origin: 'file', sizeBytes: 148_200, tokens: 41_200, exact: true, labels: { ...NO_LABELS, sources: [{ origin: 'file' }] }, path: 'Chats/Attachments/3 quotes.md', memoId: null,
}
const CANAL_WALK: Attachment = {
  attachmentId: 'a2', title: 'Canal walk', kind: 'memo', origin: 'memo', sizeBytes: 9200, tokens: 2300, exact: true, labels: QUOTES_MEMO, path: 'Memos/2026/11/2026-11-22 1602 Walk along the canal.md', memoId: '0000000000000001' as NonNullable<Attachment['memoId']>,
}

const COMPARED = '**Lindqvist is the cheapest once removal is counted.**\n\n- Lindqvist: €18,400, removal included\n- Brandt: €17,250, removal about €1,900\n- Holm & Sons: €19,100, electrics only'

export const kitchen = (): KeptChat => ({
  head: head(KITCHEN, 'Kitchen builder'),
  messages: [
    message(1, 'you', 'What is open before the builder starts?'),
    message(2, 'answer', 'Three things, from your kitchen note:\n\n- Choose between oak and ash for the worktop [1]\n- Ask Jonas to send the plumber earlier [2]\n- Pick one of the three quotes by Thursday [1]'),
    message(3, 'you', 'Compare the three quotes line by line.', { attachments: [QUOTES] }),
    message(4, 'answer', '', {
      state: 'offered', madeBy: null,
      offer: {
        why: 'long', words: 'The quotes are 41,200 tokens, it holds 16,384.', tokens: 41_200, holds: 16_384, local: false, parts: 4,
        destinations: [{ name: 'Anthropic', zone: 'cloud', model: 'claude-sonnet-4-5' }],
      },
    }),
  ],
})

export const kitchenSent = (): KeptChat => ({
  head: head(KITCHEN_SENT, 'Kitchen builder', { path: 'Chats/2026-11-22 1600 Kitchen builder.md', meter: { usedTokens: 2800, heldTokens: 16_384, exact: true } }),
  messages: [message(1, 'you', 'Compare the three quotes line by line.'), message(2, 'answer', COMPARED, { madeBy: cloudMade() })],
})

export const mara = (): KeptChat => ({
  head: head(MARA, 'What I promised Mara', { pinned: true, mode: 'local-only', privateBecause: 'quotes a memo', labels: QUOTES_MEMO, meter: { usedTokens: 12_800, heldTokens: 16_384, exact: true } }),
  messages: [
    message(1, 'you', 'What did I promise Mara on the walk?', { labels: QUOTES_MEMO }),
    message(2, 'answer', 'You said you would send her the book outline by Thursday, and that she may read the chapter on your father before anyone else does. [1]', {
      madeBy: localMade({ tokensPerSecond: 29 }), labels: QUOTES_MEMO, attachments: [CANAL_WALK],
    }),
    message(3, 'you', 'Polish the outline with Claude.', { labels: QUOTES_MEMO }),
    message(4, 'answer', '', {
      state: 'kept', madeBy: null, labels: QUOTES_MEMO,
      problem: { code: 'LOCAL_ONLY', message: 'Local only is on, and this chat quotes a memo: your rule never sends memos to the cloud.' },
    }),
  ],
})

const PARAGRAPH = 'The boats are covered for the winter, and the path along the canal is quiet. Chapter three should not start with the hospital; it should start with the bicycle.'

/** A chat of so many messages, to be scrolled through. */
export const longChat = (count: number): KeptChat => ({
  head: head(LONG_CHAT, 'The whole winter', { path: 'Chats/2026-01-01 0900 The whole winter.md' }),
  messages: Array.from({ length: count }, (_, at) =>
    at % 2 === 0 ? message(at + 1, 'you', `Question ${at + 1}: what comes next?`) : message(at + 1, 'answer', `Answer ${at + 1}. ${PARAGRAPH.repeat(1 + (at % 5))}\n\n- one\n- **two**\n\n\`\`\`ts\nconst at = ${at}\n\`\`\``),
  ),
})

/** Everything a message can be. */
export const richChat = (): KeptChat => ({
  head: head(RICH, 'Everything at once', { path: 'Chats/2026-11-21 1000 Everything at once.md', privateBecause: 'quotes a memo' }),
  messages: [
    message(1, 'you', 'Show me\n  what you can.'),
    message(2, 'answer', '# Heading\n\nA [link](https://example.com/page?a=1), ~~gone~~, `code`, $x^2$ and a picture ![A cat](https://example.com/cat.png).\n\n- [x] done\n- [ ] open\n\n| What | Price |\n|---|---:|\n| Oak | 1980 |\n\n```ts\nconst answer: number = 42\n```\n\n$$\\int_0^1 x\\,dx$$\n\n<b>not bold</b>', { thinking: 'The person wants to see everything.' }),
    message(3, 'you', 'Go on.'),
    message(4, 'answer', 'It stops', { state: 'stopped' }),
    message(5, 'you', 'And a long one.'),
    message(6, 'answer', 'As long as it may be', { state: 'length' }),
    message(7, 'you', 'And one that was cut.'),
    message(8, 'answer', 'The host ended', { state: 'unfinished' }),
    message(9, 'mark', 'They spoke of the kitchen, and chose oak.', { covers: 14 }),
    message(10, 'you', 'And one that fails.'),
    message(11, 'answer', 'Half of', { state: 'failed', problem: { code: 'ENGINE_CRASHED', message: 'The model ended in the middle. What it wrote stays.', next: 'Make the answer again.' } }),
    message(12, 'you', 'And again?'),
    message(13, 'answer', 'First version.'),
    message(14, 'answer', 'Second version.', { parentId: messageId(12) }),
    message(15, 'you', 'No model?', { parentId: messageId(14) }),
    message(16, 'answer', '', { state: 'failed', madeBy: null, problem: { code: 'NO_MODEL', message: 'There is no language model on this Mac. Your turn is kept.', next: 'Add a model, then make the answer again.' } }),
  ],
})

export const designChats = (): readonly KeptChat[] => [kitchen(), kitchenSent(), mara(), richChat()]
