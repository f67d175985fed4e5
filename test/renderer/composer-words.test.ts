import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Attachment } from '../../src/contract/attachments.ts'
import type { ChatRow } from '../../src/contract/chat.ts'
import { groupChats } from '../../src/renderer/features/chats/group-chats.ts'
import { labelWords, nameWords, sizeWords } from '../../src/renderer/features/composer/attachment-words.ts'
import { createDesks, deskIdOf } from '../../src/renderer/features/composer/desks.ts'
import { createDrafts } from '../../src/renderer/features/composer/drafts.ts'
import { attachWords, filesOf } from '../../src/renderer/features/composer/dropped.ts'
import { fieldKey } from '../../src/renderer/features/composer/field-key.ts'
import { fillPrompt, matchPrompts } from '../../src/renderer/features/composer/fill-prompt.ts'
import { meterWords, needsRoom } from '../../src/renderer/features/composer/meter-words.ts'
import { currentChoice, modeChoices, sendLook } from '../../src/renderer/features/composer/mode-words.ts'
import { insertWords, openToken, replaceToken } from '../../src/renderer/features/composer/open-token.ts'
import { LONG_PASTE_CHARACTERS, takePasted } from '../../src/renderer/features/composer/pasted.ts'
import { toMono, toWav } from '../../src/renderer/features/composer/wav.ts'
import { whyNot } from '../../src/renderer/features/composer/why-not.ts'
import { limitInWords, tokensInWords } from '../../src/renderer/words/tokens.ts'
import { chatId, NO_LABELS } from './fake-chat-data.ts'

afterEach(() => void vi.useRealTimers())

const attachment = (changes: Partial<Attachment> = {}): Attachment => ({ attachmentId: 'a1', title: '3 quotes', kind: 'pdf', origin: 'file', sizeBytes: 148_200, tokens: 41_200, exact: true, labels: NO_LABELS, path: null, memoId: null, ...changes })

describe('tokens in words', () => {
  it.each([[840, '840'], [2100, '2.1k'], [2000, '2k'], [12_800, '12.8k'], [9960, '10k'], [41_200, '41k']])('says %d as %s', (tokens, words) => expect(tokensInWords(tokens)).toBe(words))
  it.each([[16_384, '16k'], [8192, '8k'], [128_000, '128k'], [512, '512']])('says the limit %d as %s', (tokens, words) => expect(limitInWords(tokens)).toBe(words))
  it('offers room from three quarters on, and says when nobody counted', () => {
    expect(needsRoom({ usedTokens: 12_287, heldTokens: 16_384, exact: true })).toBe(false)
    expect(needsRoom({ usedTokens: 12_288, heldTokens: 16_384, exact: true })).toBe(true)
    expect(needsRoom({ usedTokens: 12, heldTokens: 0, exact: true })).toBe(false)
    expect(meterWords({ usedTokens: 2100, heldTokens: 16_384, exact: true })).toBe('2.1k of 16k')
    expect(meterWords({ usedTokens: 2100, heldTokens: 16_384, exact: false })).toBe('about 2.1k of 16k')
  })
})

describe('what goes with a turn', () => {
  it('shows its kind where the name does not, and how much it is', () => {
    expect([nameWords(attachment()), nameWords(attachment({ title: 'quotes.PDF' })), nameWords(attachment({ title: 'plan.md', kind: 'markdown' }))]).toEqual(['3 quotes, PDF', 'quotes.PDF', 'plan.md'])
    expect([sizeWords(attachment()), sizeWords(attachment({ exact: false }))]).toEqual(['41k tokens', 'about 41k tokens'])
  })
  it('says what makes it private before it is sent', () => {
    expect(labelWords(attachment())).toBe('')
    expect(labelWords(attachment({ kind: 'memo', labels: { ...NO_LABELS, sources: [{ origin: 'memo' }] } }))).toBe('stays private')
    expect(labelWords(attachment({ labels: { ...NO_LABELS, people: ['Mara', 'Jonas'], topics: ['health'], unsure: true } }))).toBe('names 2 people · speaks of health · not looked through')
  })
})

describe('an open @ or /', () => {
  it.each([
    ['@', 1, { kind: 'mention', from: 0, query: '' }],
    ['see @can', 8, { kind: 'mention', from: 4, query: 'can' }],
    ['(@ölt', 5, { kind: 'mention', from: 1, query: 'ölt' }],
    ['a\n@b', 4, { kind: 'mention', from: 2, query: 'b' }],
    ['/let', 4, { kind: 'prompt', from: 0, query: 'let' }],
  ])('is found in %j', (text, caret, token) => expect(openToken(text, caret)).toEqual(token))
  it.each([['mara@example.org', 16], ['see @can ', 9], ['a /let', 6], ['/usr/bin', 8], ['@can', 0], [`@${'a'.repeat(70)}`, 71]])('is none in %j', (text, caret) => expect(openToken(text, caret)).toBeNull())
  it('gives way to what was chosen, and what stands after it stays', () => {
    expect(replaceToken('see @can now', { kind: 'mention', from: 4, query: 'can' }, 'Canal walk ')).toEqual({ text: 'see Canal walk  now', caret: 15 })
  })
  it('words that were spoken never run into those that stand there', () => {
    expect(insertWords('so', 2, 2, 'it was')).toEqual({ text: 'so it was', caret: 9 })
    expect(insertWords('so.', 2, 2, 'it was')).toEqual({ text: 'so it was.', caret: 9 })
    expect(insertWords('ab', 1, 1, 'x')).toEqual({ text: 'a x b', caret: 4 })
    expect(insertWords('a old b', 2, 5, 'new')).toEqual({ text: 'a new b', caret: 5 })
  })
})

describe('a prompt', () => {
  const prompt = (name: string) => ({ name, path: `Prompts/${name}.md`, text: '', variables: [], problem: null })
  it('takes what was typed for each name, and never reads that as a name again', () => {
    expect(fillPrompt('Write {{ name }} about {{subject}}. {{name}}!', { name: '{{subject}}', subject: '$& oak' })).toBe('Write {{subject}} about $& oak. {{subject}}!')
    expect(fillPrompt('To {{name}}.', {})).toBe('To .')
  })
  it('is found by a part of its name, its beginning first, without its accents', () => {
    expect(matchPrompts([prompt('Love letter'), prompt('Léttre'), prompt('Polish')], 'let').map(({ name }) => name)).toEqual(['Léttre', 'Love letter'])
  })
})

describe('where a turn goes', () => {
  const choices = modeChoices([{ name: 'Home server', zone: 'network' }, { name: 'Anthropic', zone: 'cloud', model: 'claude-sonnet-4-5' }], 'This Mac')
  it('names the ways of this Mac first, then each place', () => {
    expect(choices.map(({ label, zone }) => [label, zone])).toEqual([['Auto', 'mac'], ['This Mac only', 'mac'], ['Ask each time', 'mac'], ['Home server', 'network'], ['Anthropic', 'cloud']])
  })
  it('is worn by the send button, and Local only wins over all', () => {
    const cloud = currentChoice({ destination: 'Anthropic' }, choices)
    expect(sendLook(cloud, false)).toEqual({ zone: 'cloud', locked: false })
    expect(sendLook(cloud, true)).toEqual({ zone: 'mac', locked: true })
    expect(sendLook(currentChoice('ask', choices), false).zone).toBe('mac')
  })
  it('still names a place that was removed', () => expect(currentChoice({ destination: 'Gone' }, choices).label).toBe('Gone, removed'))
})

describe('why nothing can be sent', () => {
  const ready = { text: 'Hello', running: false, connected: true, items: [] }
  it.each([
    [{}, null],
    [{ text: ' \n' }, 'Write something first.'],
    [{ text: '', items: [{ title: 'a.pdf', state: 'ready' as const }] }, null],
    [{ items: [{ title: 'a.pdf', state: 'reading' as const }] }, '“a.pdf” is still being read.'],
    [{ items: [{ title: 'a.pdf', state: 'failed' as const }] }, '“a.pdf” could not be read. Take it away first.'],
    [{ running: true }, 'An answer is being written. Stop it first, or wait for it.'],
    [{ connected: false }, 'Freehold does not answer. What you write is kept.'],
  ])('%j is %s', (changes, words) => expect(whyNot({ ...ready, ...changes })).toBe(words))
})

describe('what is pasted or dropped', () => {
  const data = (text: string, types: readonly string[] = []) => ({ getData: () => text, files: types.map((type) => new File(['x'], 'x', { type })) as unknown as FileList })
  it('a long text becomes an attachment, a picture is refused in words, words with a picture of themselves are words', () => {
    expect(takePasted(data('short')).kind).toBe('typed')
    expect(takePasted(data('x'.repeat(LONG_PASTE_CHARACTERS))).kind).toBe('typed')
    expect(takePasted(data('x'.repeat(LONG_PASTE_CHARACTERS + 1))).kind).toBe('long')
    expect(takePasted(data('', ['image/png'])).kind).toBe('refused')
    expect(takePasted(data('', ['application/pdf'])).kind).toBe('files')
    expect(takePasted(data('A1\tB1', ['image/png'])).kind).toBe('typed')
  })
  it('is announced with its place; folders have no text of their own', () => {
    expect(attachWords(['text/plain', ''], 'this Mac')).toBe('2 files. They are read on this Mac. Nothing is sent before you send it.')
    expect(attachWords(['image/png'], 'this Mac')).toBe('A picture cannot be read by the models here.')
    expect(filesOf({ files: [new File([], 'a.txt'), new File([], 'tape')], entries: [{ isDirectory: false, name: 'a.txt' }, { isDirectory: true, name: 'tape' }] }).map(({ name }) => name)).toEqual(['a.txt'])
  })
})

describe('a key in the field', () => {
  const key = (name: string, changes: object = {}) => ({ key: name, keyCode: 0, isComposing: false, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...changes })
  const calm = { open: false, running: false, editing: false, canRecall: false }
  it('sends by Return, but never in the middle of a word that an input method puts together', () => {
    expect(fieldKey(key('Enter'), calm)).toBe('send')
    expect(fieldKey(key('Enter', { shiftKey: true }), calm)).toBeNull()
    expect(fieldKey(key('Enter', { isComposing: true }), calm)).toBeNull()
    expect(fieldKey(key('Enter', { keyCode: 229 }), calm)).toBeNull()
  })
  it('Esc closes a list, leaves an edit, stops an answer, then leaves the field: in this order', () => {
    expect(fieldKey(key('Escape'), { ...calm, open: true, editing: true, running: true })).toBe('dismiss')
    expect(fieldKey(key('Escape'), { ...calm, editing: true, running: true })).toBe('leave-edit')
    expect(fieldKey(key('Escape'), { ...calm, running: true })).toBe('stop')
    expect(fieldKey(key('Escape'), calm)).toBe('leave')
  })
  it('↑ takes the last message up only from an empty field', () => {
    expect(fieldKey(key('ArrowUp'), calm)).toBeNull()
    expect(fieldKey(key('ArrowUp'), { ...calm, canRecall: true })).toBe('recall')
    expect(fieldKey(key('ArrowUp'), { ...calm, canRecall: true, open: true })).toBe('previous')
  })
})

describe('what is not sent', () => {
  const later = async () => {
    await vi.advanceTimersByTimeAsync(1000)
  }
  const start = () => {
    vi.useFakeTimers()
    const saved: (readonly [string | null, string])[] = []
    const drafts = createDrafts(async ({ chatId: id, text }) => void saved.push([id, text]))
    return { saved, drafts, desks: createDesks(drafts) }
  }
  it('is kept by the host a while after the last key, for each chat apart', async () => {
    const { desks, saved } = start()
    desks.write(chatId(1), 'a')
    desks.write(chatId(1), 'ab')
    desks.write('new', 'n')
    expect(saved).toEqual([])
    await later()
    expect(saved).toEqual([[chatId(1), 'ab'], [null, 'n']])
  })
  it('is emptied when it is sent, and given back before what was written since when it was not', async () => {
    const { desks, saved } = start()
    desks.begin(chatId(1), 'kept')
    const taken = desks.take(chatId(1))
    await later()
    expect(saved.at(-1)).toEqual([chatId(1), ''])
    desks.begin(chatId(1), 'an old draft')
    expect(desks.of(chatId(1)).text).toBe('')
    desks.write(chatId(1), 'since')
    desks.giveBack(chatId(1), taken)
    await later()
    expect(desks.of(chatId(1)).text).toBe('kept\n\nsince')
    expect(saved.at(-1)).toEqual([chatId(1), 'kept\n\nsince'])
  })
  it('a draft never writes over what was typed before it came, and an edit is no draft', async () => {
    const { desks, saved } = start()
    desks.write(chatId(1), 'typed')
    desks.begin(chatId(1), 'draft')
    expect(desks.of(chatId(1)).text).toBe('typed')
    await later()
    const edit = deskIdOf(chatId(1), 'm3' as Parameters<typeof deskIdOf>[1])
    desks.edit(edit, 'as it was', [attachment()])
    desks.write(edit, 'changed')
    await later()
    expect(saved).toEqual([[chatId(1), 'typed']])
    desks.clear(edit)
    expect(desks.of(edit).known).toBe(false)
  })
  it('an older text never arrives after a newer one', async () => {
    vi.useFakeTimers()
    const saved: string[] = []
    let letGo = (): void => {}
    const drafts = createDrafts(async ({ text }) => {
      if (text === 'old') await new Promise<void>((resolve) => (letGo = resolve))
      saved.push(text)
    })
    drafts.keep(null, 'old')
    drafts.flush(null)
    drafts.keep(null, 'new')
    drafts.flushAll()
    await vi.advanceTimersByTimeAsync(10)
    letGo()
    await vi.advanceTimersByTimeAsync(10)
    expect(saved).toEqual(['old', 'new'])
  })
})

describe('speech as a file', () => {
  it('is a WAV of one channel and sixteen bits, and never overflows', async () => {
    const bytes = new DataView(await toWav(new Float32Array([0, 1, -1, 2]), 16_000).arrayBuffer())
    expect([bytes.byteLength, bytes.getUint32(4, true), bytes.getUint32(24, true), bytes.getUint32(40, true)]).toEqual([52, 44, 16_000, 8])
    expect([0, 1, 2, 3].map((at) => bytes.getInt16(44 + at * 2, true))).toEqual([0, 32_767, -32_767, 32_767])
  })
  it('makes one channel of two', () => expect([...toMono([new Float32Array([1, 0]), new Float32Array([0, 0.5])])]).toEqual([0.5, 0.25]))
})

describe('the chats by day', () => {
  const row = (n: number, at: string, pinned = false): ChatRow => ({ chatId: chatId(n), title: `${n}`, at, line: '', pinned, privateBecause: null, running: false, path: '', unreadable: null })
  it('stand pinned first, then under their day', () => {
    const now = new Date('2026-11-22T16:05:00')
    const groups = groupChats([row(1, '2026-11-22T10:00:00'), row(2, '2026-11-21T10:00:00'), row(3, '2026-11-20T10:00:00', true), row(4, '2026-11-22T09:00:00')], now)
    expect(groups.map(({ label, rows }) => [label, rows.map(({ title }) => title)])).toEqual([['Pinned', ['3']], ['Today', ['1', '4']], ['Yesterday', ['2']]])
  })
})
