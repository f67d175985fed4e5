import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ChatIdSchema } from '../../../src/contract/chat.ts'
import type { ChatId } from '../../../src/contract/chat.ts'
import { createSqliteChatIndex } from '../../../src/main/adapters/sqlite/index.ts'
import type { IndexedChat } from '../../../src/main/core/ports/index.ts'
import { messageId } from '../../core/chats/records.ts'
import { quiet } from '../../core/memos/rig.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'freehold-chats-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const open = (vault = '/vault') => createSqliteChatIndex(join(folder, 'chats.db'), vault, quiet)
const id = (n: number): ChatId => ChatIdSchema.parse(n.toString(16).padStart(16, '0'))
const chat = (n: number, title: string, texts: readonly string[], more: Partial<IndexedChat['row']> = {}): IndexedChat => ({
  row: { chatId: id(n), title, at: `2026-11-22T14:${String(n % 60).padStart(2, '0')}:00+01:00`, line: texts.at(-1) ?? '', pinned: false, privateBecause: null, path: `Chats/${n}.md`, unreadable: null, ...more },
  stamp: `s${n}`,
  messages: texts.map((text, index) => ({ messageId: messageId(index + 1), role: index % 2 === 0 ? 'you' : 'answer', at: '2026-11-22T14:32:00+01:00', text })),
})
const titles = (rows: readonly { readonly title: string }[]): readonly string[] => rows.map(({ title }) => title)

describe('the chats’ index', () => {
  it('lists what is pinned first, then the newest, page by page', () => {
    const index = open()
    for (let n = 1; n <= 25; n += 1) index.save(chat(n, `c${n}`, ['x'], { pinned: n === 3 }))
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = index.list({ cursor, limit: 10 })
      expect(page.total).toBe(25)
      seen.push(...titles(page.rows))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen).toEqual(['c3', ...Array.from({ length: 25 }, (_, n) => `c${25 - n}`).filter((title) => title !== 'c3')])
    expect(titles(index.list({ cursor: 'nonsense', limit: 1 }).rows)).toEqual(['c3'])
    index.close()
  })

  it('finds words in any order, the last by its beginning, without accents and hidden marks, with what is around them', () => {
    const index = open()
    index.save(chat(1, 'Kitchen', ['What about the wor\u200bktop?', `First ${'words '.repeat(40)}\nthen the **Café\u0301 Müller**\n\nwrote about \u202eoak and ash ${'and more '.repeat(40)}`]))
    index.save(chat(2, 'Other', ['Nothing of it']))
    expect(index.search({ text: 'ash mull', limit: 10 })).toMatchObject([{ chatId: id(1), messageId: 'm2', role: 'answer', title: 'Kitchen' }])
    const [hit] = index.search({ text: 'cafe muller', limit: 10 })
    expect(hit).toMatchObject({ hit: 'Café\u0301 Müller' })
    expect(hit?.before).toMatch(/^…words .* then the \*\*$/)
    expect(hit?.after).toMatch(/^\*\* wrote about oak and ash .*…$/)
    expect(`${hit?.before}${hit?.hit}${hit?.after}`).not.toContain('\n')
    expect(index.search({ text: 'worktop', limit: 10 })).toMatchObject([{ messageId: 'm1', hit: 'worktop' }])
    expect(index.search({ text: 'work\u200btop', limit: 10 })).toHaveLength(1)
    expect(index.search({ text: 'orktop', limit: 10 })).toEqual([])
    expect(index.search({ text: 'worktop', chatId: id(2), limit: 10 })).toEqual([])
    index.close()
  })

  it('takes any text for words and nothing else', () => {
    const index = open()
    index.save(chat(1, 'A "quoted" title', ['NEAR(a b) OR "c', '日本語のメモを書いた', 'see foo-bar.ts']))
    for (const text of ['"', '*', 'AND', 'a" OR "b', '(', '^x', 'text:y', '-', '→', '\0', 'NEAR(', '{}', "'; DROP TABLE chats", 'é', '𝒳']) expect(() => [index.search({ text, limit: 5 }), index.list({ text, limit: 5 })]).not.toThrow()
    expect(index.search({ text: 'メモ', limit: 5 })).toMatchObject([{ messageId: 'm2', before: '日本語の', hit: 'メモ', after: 'を書いた' }])
    expect(index.search({ text: 'foo-b', limit: 5 })).toMatchObject([{ hit: 'foo-b', after: 'ar.ts' }])
    expect(titles(index.list({ text: 'quoted', limit: 5 }).rows)).toEqual(['A "quoted" title'])
    expect(index.search({ text: 'quoted', limit: 5 })).toEqual([])
    expect(index.list({ text: '→', limit: 5 })).toEqual({ rows: [], nextCursor: null, total: 0 })
    index.close()
  })

  it('follows a chat that changes, moves and goes', () => {
    const index = open()
    index.save(chat(1, 'One', ['alpha', 'beta']))
    expect(index.isAt('Chats/1.md', 's1')).toBe(true)
    index.save({ ...chat(1, 'Two', ['alpha', 'gamma', 'delta'], { path: 'Chats/moved.md' }), stamp: null })
    expect(index.at('Chats/1.md')).toBeNull()
    expect(index.get(id(1))).toMatchObject({ path: 'Chats/moved.md', title: 'Two' })
    expect(index.isAt('Chats/moved.md', 's1')).toBe(false)
    expect(['alpha', 'beta', 'gamma', 'delta'].map((text) => index.search({ text, limit: 5 }).length)).toEqual([1, 0, 1, 1])
    expect([index.list({ text: 'One', limit: 5 }).total, index.list({ text: 'Two', limit: 5 }).total]).toEqual([0, 1])
    // Another chat now stands at that path.
    index.save(chat(2, 'Three', ['epsilon'], { path: 'Chats/moved.md' }))
    expect(index.get(id(1))).toBeNull()
    expect(index.search({ text: 'alpha', limit: 5 })).toEqual([])
    index.keep(new Set())
    expect(index.list({ limit: 5 }).total).toBe(0)
    expect(index.search({ text: 'epsilon', limit: 5 })).toEqual([])
    index.close()
  })

  it('is kept over a restart, and forgotten for another vault', () => {
    const first = open()
    first.save(chat(1, 'One', ['alpha'], { privateBecause: 'quotes a memo', unreadable: 'No chat.' }))
    const row = first.get(id(1))
    first.close()
    const second = open()
    expect(second.get(id(1))).toEqual(row)
    second.close()
    const other = open('/other')
    expect(other.list({ limit: 5 }).total).toBe(0)
    expect(other.search({ text: 'alpha', limit: 5 })).toEqual([])
    other.close()
  })

  it('takes a turn more in a chat of 5,000 messages as little work', () => {
    const index = open()
    const texts = Array.from({ length: 5000 }, (_, n) => `Some words about ${n}, ${'and more of them '.repeat(20)}`)
    index.save(chat(1, 'Long', texts))
    const startedMs = performance.now()
    index.save(chat(1, 'Long', [...texts, 'one more']))
    const savedMs = performance.now() - startedMs
    expect(index.search({ text: 'one more', limit: 500 })[0]).toMatchObject({ messageId: 'm5001', before: '', hit: 'one more', after: '' })
    process.stdout.write(`a turn more in 5,000 messages indexed in ${Math.round(savedMs)} ms\n`)
    index.close()
  })
})
