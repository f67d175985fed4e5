import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DETAIL_KINDS } from '../../../src/contract/privacy.ts'
import type { DetailKind } from '../../../src/contract/privacy.ts'
import type { Detection, Person } from '../../../src/main/core/ports/index.ts'
import { assertHidden } from '../../../src/main/core/routing/assert-hidden.ts'
import { hide } from '../../../src/main/core/routing/index.ts'
import type { Hidden } from '../../../src/main/core/routing/index.ts'
import { createRestorer } from '../../../src/main/core/routing/restore.ts'

/** A detector that finds given words: a stand-in for the real ones, which have tests of their own. */
const finding = (text: string, words: Readonly<Record<string, DetailKind>>): Detection => ({
  details: Object.entries(words).flatMap(([word, kind]) => [...text.matchAll(new RegExp(word.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'), 'gu'))].map(({ index }) => ({ kind, start: index, end: index + word.length }))),
  people: [],
})
const hideWords = (text: string, words: Readonly<Record<string, DetailKind>>, people: readonly Person[] = []): Hidden => hide([text], [finding(text, words)], DETAIL_KINDS, people)
const textOf = (hidden: Hidden): string => hidden.texts.map(({ text }) => text).join('|')
const back = (hidden: Hidden, text: string): string => {
  const restorer = createRestorer(hidden.map)
  return restorer.push(text) + restorer.end()
}

describe('hiding', () => {
  it('puts a numbered pseudonym in the place of each kind', () => {
    const text = 'Send Mara my account, DK50 0040 0440 1162 43, to Nørregade 14, 1165 København, +45 20 12 34 56, mara@example.org, 4111 1111 1111 1111, 010190-1234, sk-abc, 10.0.0.7, https://x.example'
    const hidden = hideWords(text, { Mara: 'person', 'DK50 0040 0440 1162 43': 'iban', 'Nørregade 14, 1165 København': 'address', '+45 20 12 34 56': 'phone', 'mara@example.org': 'email', '4111 1111 1111 1111': 'card', '010190-1234': 'national-id', 'sk-abc': 'secret', '10.0.0.7': 'ip', 'https://x.example': 'url' })
    expect(textOf(hidden)).toBe('Send ‹Person 1› my account, ‹Account 1›, to ‹Address 1›, ‹Phone 1›, ‹E-mail 1›, ‹Card 1›, ‹ID 1›, ‹Secret 1›, ‹IP 1›, ‹Link 1›')
    expect([hidden.hiddenCount, hidden.foundCount]).toEqual([10, 10])
    expect(hidden.texts[0]?.changes.slice(0, 3)).toEqual([{ was: 'Send ', now: 'Send ' }, { was: 'Mara', now: '‹Person 1›' }, { was: ' my account, ', now: ' my account, ' }])
  })

  it('gives one thing one number in all of the texts, and each way to write it a letter', () => {
    const texts = ['Call +45 20 12 34 56 or +4520123456.', 'Again: +45 20 12 34 56, not +45 99 99 99 99.']
    const words = { '+45 20 12 34 56': 'phone', '+4520123456': 'phone', '+45 99 99 99 99': 'phone' } as const
    const hidden = hide(texts, texts.map((text) => finding(text, words)), DETAIL_KINDS)
    expect(textOf(hidden)).toBe('Call ‹Phone 1› or ‹Phone 1b›.|Again: ‹Phone 1›, not ‹Phone 2›.')
    expect(back(hidden, textOf(hidden))).toBe(texts.join('|'))
  })

  it('joins a first name with the full name where there is only one such', () => {
    expect(textOf(hideWords('Mara Ellegaard came. Mara’s knee hurts, Erik saw.', { 'Mara Ellegaard': 'person', 'Mara’s': 'person', Erik: 'person' }))).toBe('‹Person 1› came. ‹Person 1b› knee hurts, ‹Person 2› saw.')
    expect(textOf(hideWords('Mara and Mara Holm and Mara Berg', { 'Mara Holm': 'person', 'Mara Berg': 'person', Mara: 'person' }))).toBe('‹Person 1› and ‹Person 2› and ‹Person 3›')
  })

  it('joins aliases of the people list', () => {
    const people = [{ name: 'Mara Ellegaard', aliases: ['Mimi'] }, { name: 'Dr Aaby', aliases: [] }]
    expect(textOf(hideWords('Mimi, that is Mara Ellegaard, saw Dr Aaby.', { Mimi: 'person', 'Mara Ellegaard': 'person', 'Dr Aaby': 'person' }, people))).toBe('‹Person 1›, that is ‹Person 1b›, saw ‹Person 2›.')
  })

  it('hides what was found once wherever it stands, and words that only hold it not', () => {
    const texts = ['Mara wrote.', 'MaraX, Marathon, "Mara", x-Mara.']
    const hidden = hide(texts, [finding(texts[0] ?? '', { Mara: 'person' }), { details: [], people: [] }], DETAIL_KINDS)
    expect(textOf(hidden)).toBe('‹Person 1› wrote.|MaraX, Marathon, "‹Person 1›", x-‹Person 1›.')
    const link = 'key sk-12345678 in https://x/?k=asksk-12345678z'
    expect(textOf(hide([link], [{ details: [{ kind: 'secret', start: 4, end: 15 }], people: [] }], DETAIL_KINDS))).toBe('key ‹Secret 1› in https://x/?k=ask‹Secret 1›z')
  })

  it('leaves kinds that are not to be hidden, and counts them as found', () => {
    const text = 'Mara: DK1'
    const hidden = hide([text], [finding(text, { Mara: 'person', DK1: 'iban' })], ['iban'])
    expect(textOf(hidden)).toBe('Mara: ‹Account 1›')
    expect([hidden.hiddenCount, hidden.foundCount]).toEqual([1, 2])
  })

  it('passes over numbers that the text uses already, whatever brackets and case they have', () => {
    const text = '‹Person 1› and <person 2> and ‹Person 3b› and Mara'
    const hidden = hideWords(text, { Mara: 'person' })
    expect(textOf(hidden)).toBe('‹Person 1› and <person 2> and ‹Person 3b› and ‹Person 4›')
    expect(back(hidden, textOf(hidden))).toBe(text)
  })

  it('hides stretches that overlap as one, and cuts no character in half', () => {
    expect(textOf(hide(['see https://x/?m=a@b.c now'], [{ details: [{ kind: 'url', start: 4, end: 22 }, { kind: 'email', start: 17, end: 22 }], people: [] }], DETAIL_KINDS))).toBe('see ‹E-mail 1› now')
    expect(textOf(hide(['a😀b'], [{ details: [{ kind: 'person', start: 2, end: 3 }], people: [] }], DETAIL_KINDS))).toBe('a‹Person 1›b')
    expect(textOf(hide(['abc'], [{ details: [{ kind: 'person', start: -5, end: 99 }, { kind: 'person', start: 2, end: 1 }], people: [] }], DETAIL_KINDS))).toBe('‹Person 1›')
  })

  it('stays quick with many details that begin alike', () => {
    const links = Array.from({ length: 20_000 }, (_, at) => `https://example.org/${at}`)
    const text = links.join(' ')
    let at = 0
    const details = links.map((link) => {
      const start = at
      at += link.length + 1
      return { kind: 'url' as const, start, end: start + link.length }
    })
    const hidden = hide([text, text], [{ details, people: [] }, null], DETAIL_KINDS)
    expect(hidden.map.size).toBe(20_000)
    expect(hidden.texts[1]?.text).toBe(hidden.texts[0]?.text)
  })

  it('shows no original when its map is printed', () => {
    const { map } = hideWords('Mara', { Mara: 'person' })
    expect(JSON.stringify(map)).not.toContain('Mara')
  })
})

describe('a body that is about to be sent', () => {
  const { map } = hideWords('Mara "the" Person, DK50 0040 0440 1162 43', { 'Mara "the"': 'person', 'DK50 0040 0440 1162 43': 'iban', Person: 'person', Claude: 'person' })
  const body = (value: unknown): Uint8Array => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))

  it('is refused while a hidden detail stands in it, also escaped', () => {
    for (const text of ['for Mara "the".', 'xDK50 0040 0440 1162 43x']) expect(() => assertHidden(body({ messages: [{ content: [{ text }] }] }), map)).toThrow(/nothing was sent/)
    expect(() => assertHidden(body('not JSON: DK50 0040 0440 1162 43'), map)).toThrow()
  })

  it('may hold placeholders whose words are names, and a model of that name', () => {
    const claude = hideWords('Claude met Person', { Claude: 'person', Person: 'person' })
    expect(() => assertHidden(body({ model: 'Claude', messages: [{ content: claude.texts[0]?.text }] }), claude.map)).not.toThrow()
  })
})

// Words and marks that come near to placeholders, and details among them.
const crumbs = fc.constantFrom('‹', '›', '<', '>', 'Person', ' 1', '‹Person 1›', '<Person 2>', '‹person 1b›', '‹E-mail 1', ' ', '"', '\\', '\\u2039', 'Ann', '\n', 'é', '😀', '\ud83d', 'Mara', 'Ellegaard', 'DK50 0040')
const detail = fc.constantFrom<readonly [string, DetailKind]>(['Mara', 'person'], ['Mara Ellegaard', 'person'], ['mara', 'person'], ['DK50 0040', 'iban'], ['DK500040', 'iban'], ['a"b\\c', 'secret'], ['‹Person 1›', 'person'], ['Person', 'person'], ['1›', 'card'], ['zażółć@x.pl', 'email'])
const document = fc.array(fc.oneof(crumbs.map((text) => ({ text, kind: null })), detail.map(([text, kind]) => ({ text, kind }))), { maxLength: 25 }).map((parts) => {
  let text = ''
  const details: Detection['details'][number][] = []
  for (const { text: part, kind } of parts) {
    if (kind !== null) details.push({ kind, start: text.length, end: text.length + part.length })
    text += part
  }
  return { text, detection: { details, people: [] } }
})
const cut = (text: string, sizes: readonly number[]): readonly string[] => {
  const chunks: string[] = []
  let at = 0
  for (let turn = 0; at < text.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1
    chunks.push(text.slice(at, at + size))
    at += size
  }
  return chunks
}
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })

describe('whatever the text', () => {
  it('what was hidden comes back to the letter, however the answer is cut', () => {
    fc.assert(
      fc.property(fc.array(document, { minLength: 1, maxLength: 3 }), sizes, (documents, by) => {
        const hidden = hide(documents.map(({ text }) => text), documents.map(({ detection }) => detection), DETAIL_KINDS)
        documents.forEach(({ text }, at) => {
          const restorer = createRestorer(hidden.map)
          expect(cut(hidden.texts[at]?.text ?? '', by).map(restorer.push).join('') + restorer.end()).toBe(text)
          expect(hidden.texts[at]?.changes.map(({ was }) => was).join('')).toBe(text)
        })
      }),
      { numRuns: 1500 },
    )
  })

  it('and in JSON text, where it stays JSON', () => {
    fc.assert(
      fc.property(document, sizes, ({ text, detection }, by) => {
        fc.pre(text.isWellFormed())
        const hidden = hide([text], [detection], DETAIL_KINDS)
        const plain = JSON.stringify({ to: hidden.texts[0]?.text })
        for (const json of [plain, plain.replaceAll('‹', '\\u2039').replaceAll('›', '\\u203A')]) {
          const restorer = createRestorer(hidden.map, 'json')
          expect(JSON.parse(cut(json, by).map(restorer.push).join('') + restorer.end())).toEqual({ to: text })
        }
      }),
      { numRuns: 1500 },
    )
  })

  it('nothing hidden stands in a body that is made of it', () => {
    fc.assert(
      fc.property(fc.array(document, { minLength: 1, maxLength: 3 }), (documents) => {
        const hidden = hide(documents.map(({ text }) => text), documents.map(({ detection }) => detection), DETAIL_KINDS)
        expect(() => assertHidden(new TextEncoder().encode(JSON.stringify(hidden.texts.map(({ text }) => text))), hidden.map)).not.toThrow()
      }),
      { numRuns: 1500 },
    )
  })
})
