import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readYaml } from '../../../src/main/adapters/vault-fs/index.ts'
import { NOTHING_THEIRS, parseChat, renderChat } from '../../../src/main/core/chats/chat-file.ts'
import type { ChatRecord } from '../../../src/main/core/chats/index.ts'
import { answer, anyRecord, CHAT_ID, message, messageId } from './records.ts'

const path = 'Chats/x.md'
const read = (text: string): ChatRecord => {
  const parsed = parseChat(path, text, readYaml)
  if ('unreadable' in parsed) throw new Error(parsed.unreadable)
  return parsed.record
}
const quote = { attachmentId: 'a1', title: 'Quote (1).pdf', kind: 'pdf' as const, origin: 'file' as const, sizeBytes: 2048, tokens: 512, exact: true, labels: { sources: [{ origin: 'file' as const }], details: [], topics: [], people: [], unsure: false }, path: 'Chats/Attachments/Quote (1).pdf', memoId: null }
const kitchen: ChatRecord = {
  chatId: CHAT_ID,
  path,
  title: 'The kitchen',
  titled: true,
  createdAt: '2026-11-22T14:32:00+01:00',
  pinned: false,
  mode: 'auto',
  messages: [
    message(1, 'you', 'What is still open?', { attachments: [quote] }),
    answer(2, 'Three things.', { state: 'stopped' }),
    answer(3, 'Choose between **oak** and ash.', { parentId: messageId(1), thinking: 'They ask about the kitchen.' }),
    message(4, 'you', 'Thanks'),
  ],
  leaf: messageId(4),
}
const text = renderChat(kitchen, NOTHING_THEIRS)

describe('a chat’s file', () => {
  it('reads like a conversation in any editor', () => {
    expect(text).toBe(`---
id: "00112233445566ee"
kind: chat
title: "The kitchen"
created: "2026-11-22T14:32:00+01:00"
pinned: false
mode: auto
messages:
  - { "id": "m1", "role": "you", "at": "2026-11-22T14:32:00+01:00", "attachments": [ { "attachmentId": "a1", "title": "Quote (1).pdf", "kind": "pdf", "origin": "file", "sizeBytes": 2048, "tokens": 512, "exact": true, "labels": { "sources": [ { "origin": "file" } ] }, "path": "Chats/Attachments/Quote (1).pdf" } ] }
  - { "id": "m2", "role": "answer", "at": "2026-11-22T14:33:00+01:00", "state": "stopped", "madeBy": { "model": "gemma-3-4b", "decision": { "reasons": [ { "words": "The model on this Mac can answer it.", "rule": "mode" } ] }, "tokensIn": 412, "tokensOut": 96, "tokensPerSecond": 31.4 } }
  - { "id": "m3", "role": "answer", "at": "2026-11-22T14:33:00+01:00", "parent": "m1", "madeBy": { "model": "gemma-3-4b", "decision": { "reasons": [ { "words": "The model on this Mac can answer it.", "rule": "mode" } ] }, "tokensIn": 412, "tokensOut": 96, "tokensPerSecond": 31.4 } }
  - { "id": "m4", "role": "you", "at": "2026-11-22T14:32:00+01:00" }
---

<!-- m1 -->
## You · 22 Nov 2026, 14:32

What is still open?

<!-- m1 end -->
- [Quote (1).pdf](Attachments/Quote%20%281%29.pdf)

<!-- m2 -->
## This Mac · gemma-3-4b · 14:33 · earlier version

Three things.

<!-- m2 end -->
*Stopped.*

<!-- m3 -->
## This Mac · gemma-3-4b · 14:33
<!-- m3 thinking -->
<details>
<summary>Thinking</summary>

They ask about the kitchen.

</details>
<!-- m3 text -->

Choose between **oak** and ash.

<!-- m4 -->
## You · 22 Nov 2026, 14:32

Thanks
`)
    expect(read(text)).toEqual(kitchen)
  })

  it('comes back as it was written, whatever was said', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const file = renderChat(record, NOTHING_THEIRS)
        expect(read(file)).toEqual(record)
        expect(read(file.replaceAll(/(?<!\r)\n/g, '\r\n')).messages).toHaveLength(record.messages.length)
      }),
      { numRuns: 1000 },
    )
  })

  it('has frontmatter that any YAML parser reads, in YAML 1.1 and 1.2', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const inner = renderChat(record, NOTHING_THEIRS).split('\n---\n')[0]?.slice(4) ?? ''
        for (const version of ['1.1', '1.2'] as const) expect(parse(inner, { version })).toMatchObject({ kind: 'chat', title: record.title })
      }),
      { numRuns: 200 },
    )
  })

  it('never breaks the reader, whatever an editor made of it', () => {
    const piece = fc.oneof(fc.constantFrom('---\n', 'id: "00112233445566ee"\n', 'kind: chat\n', 'messages:\n', 'messages: 5\n', '  - { "id": "m1", "role": "you", "at": "" }\n', '  - {}\n', '<!-- m1 -->\n', '<!-- m1 end -->\n', '<!-- m1 thinking -->\n', '<!-- m1 text -->\n', '<!-- m9999999 -->\n', '## You · x\n', 'tags: [a\n', '{{{', '\r\n', '*a', '&a [*a]'), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const parsed = parseChat(path, pieces.join(''), readYaml)
        if ('unreadable' in parsed) expect(parsed.unreadable).toMatch(/\.$/)
        // What was read once stays as it was read.
        else expect(read(renderChat(parsed.record, parsed.theirs))).toEqual(parsed.record)
      }),
      { numRuns: 3000 },
    )
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(400), piece, (from, length, put) => {
        const parsed = parseChat(path, text.slice(0, from) + put + text.slice(from + length), readYaml)
        if (!('unreadable' in parsed)) expect(read(renderChat(parsed.record, parsed.theirs))).toEqual(parsed.record)
      }),
      { numRuns: 1000 },
    )
  })

  it('keeps what a person added to it: keys, comments, and words above the first message', () => {
    const theirs = text.replace('pinned: false\n', 'pinned: true\ntags:\n  - home\n# mine\nnote: |\n  two\n\n  lines\n').replace('\n<!-- m1 -->', '\n# My kitchen\n\nSee [[Plan]].\n\n<!-- m1 -->')
    const parsed = parseChat(path, theirs, readYaml)
    if ('unreadable' in parsed) throw new Error(parsed.unreadable)
    expect(parsed.record).toEqual({ ...kitchen, pinned: true })
    const again = renderChat({ ...parsed.record, title: 'Kitchen' }, parsed.theirs)
    expect(parse(again.split('\n---\n')[0]?.slice(4) ?? '')).toMatchObject({ title: 'Kitchen', tags: ['home'], note: 'two\n\nlines\n' })
    expect(again).toContain('# mine\n')
    expect(again).toContain('\n# My kitchen\n\nSee [[Plan]].\n\n<!-- m1 -->')
  })

  it('takes over an edit inside a message, one that was taken out, and one that was put in', () => {
    expect(read(text.replace('What is still open?', 'What is left?')).messages[0]?.text).toBe('What is left?')
    expect(read(`${text}\nPS: oak.\n`).messages[3]?.text).toBe('Thanks\n\nPS: oak.')
    const without = read(text.replace(/<!-- m3 -->[^]*?(?=<!-- m4 -->)/, ''))
    expect(without.messages.map(({ messageId: id, parentId }) => [id, parentId])).toEqual([['m1', null], ['m2', 'm1'], ['m4', 'm1']])
    const withMore = read(text.replace('<!-- m4 -->', '<!-- m77 -->\n## You · by hand\n\nAnd the floor?\n\n<!-- m4 -->'))
    expect(withMore.messages.map(({ messageId: id, parentId, role }) => [id, parentId, role])).toEqual([['m1', null, 'you'], ['m2', 'm1', 'answer'], ['m3', 'm1', 'answer'], ['m77', 'm3', 'you'], ['m4', 'm77', 'you']])
    expect(withMore.messages[3]).toMatchObject({ text: 'And the floor?', madeBy: null, state: 'finished' })
    const twice = read(`${text}\n<!-- m4 -->\n## This Mac · 15:00\n\nYou are welcome.\n`)
    expect(twice.messages.at(-1)).toMatchObject({ messageId: 'm5', parentId: 'm4', role: 'answer', text: 'You are welcome.' })
    expect(twice.leaf).toBe('m5')
  })

  it('takes a title that was given in an editor for the person’s', () => {
    const file = renderChat({ ...kitchen, titled: false }, NOTHING_THEIRS)
    expect(read(file).titled).toBe(false)
    expect(read(file.replace('\ntitle: "The kitchen"', '\ntitle: My kitchen'))).toMatchObject({ title: 'My kitchen', titled: true })
  })

  it('keeps words that were written below how a message ended', () => {
    const record = read(text.replace('*Stopped.*', '*Stopped.*\n\nI stopped it myself.'))
    expect(record.messages[1]?.text).toBe('Three things.\n\nI stopped it myself.')
  })

  it('that is no chat any more is said to be none', () => {
    for (const broken of ['', 'just words', text.replace('kind: chat\n', ''), text.replace(/id: "0.*\n/, ''), text.replace('title: "The', 'title: "The" kitchen: ['), text.replaceAll(/<!-- .*\n/g, ''), text.replace('"role": "you"', '"role": "me"'), text.replace('\n---\n', '\n'), text.replace('pinned: false', 'pinned: false\npinned: true'), 'x'.repeat(100_000)])
      expect(parseChat(path, broken, readYaml)).toMatchObject({ unreadable: expect.stringMatching(/^This file is no chat any more: it is kept as it is\. .*\.$/) })
  })

  it('of 5,000 messages is read and written quickly', () => {
    const messages = Array.from({ length: 5000 }, (_, index) => (index % 2 === 0 ? message(index + 1, 'you', `What about ${index}?`) : answer(index + 1, `Some words about it, with **marks**.\n\n- one\n- two\n\n${'More words. '.repeat(30)}`)))
    const long = { ...kitchen, messages, leaf: messageId(5000) }
    const file = renderChat(long, NOTHING_THEIRS)
    read(file)
    const startedMs = performance.now()
    expect(read(renderChat(long, NOTHING_THEIRS)).messages).toHaveLength(5000)
    process.stdout.write(`5,000 messages (${Math.round(file.length / 1000)} kB) written and read in ${Math.round(performance.now() - startedMs)} ms\n`)
  })
})
