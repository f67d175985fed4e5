import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readOwnYaml } from '../../../src/main/adapters/vault-fs/own-yaml.ts'
import { isAsWritten, renderNote, splitNote } from '../../../src/main/adapters/vault-fs/frontmatter.ts'

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }).map((value) => value.toWellFormed()),
  fc.constantFrom('---', '\n---\n', 'a: b', '# x', 'yes', '1:20', '12e3', '0x1f', '2026-01-01', '2026-11-22T14:32:00+01:00', '~', 'null', '<<', '*a', '&a', '!!js', '...', '\u2028', '\u0085', '\r\n---\r\n', 'freehold: "0123456789abcdef"'),
)

describe('a note’s frontmatter', () => {
  it('comes back as it was written, and the body can add none to it', () => {
    fc.assert(
      fc.property(text, fc.array(text), text, (title, tags, body) => {
        const note = renderNote('0123456789abcdef', { title, tags, demo: true }, body)
        const { frontmatter } = splitNote(note)
        expect(frontmatter).toMatchObject({ id: '0123456789abcdef', title, tags, demo: true })
        expect(Object.keys(frontmatter)).toEqual(['id', 'title', 'tags', 'demo', 'freehold'])
        expect(isAsWritten(note)).toBe(true)
        const inner = note.slice(4, note.indexOf('\n---\n', 3))
        expect(parse(inner, { version: '1.2' })).toMatchObject({ title, tags })
      }),
      { numRuns: 300 },
    )
  })

  it('reads ids that look like numbers as text, in YAML 1.1 and 1.2', () => {
    for (const id of ['1234567890123456', '0123456701234567', '1234567890e12345', '000000000000000e']) {
      expect(splitNote(renderNote(id, {}, '')).frontmatter['id']).toBe(id)
      expect(renderNote(id, {}, '')).toContain(`id: "${id}"`)
    }
  })

  it('tells any edit', () => {
    const note = renderNote('a', { title: 'x' }, 'some words')
    fc.assert(
      fc.property(fc.nat(note.length - 1), (at) => {
        expect(isAsWritten(`${note.slice(0, at)}§${note.slice(at + 1)}`)).toBe(false)
      }),
    )
  })

  it('that Freehold wrote is read without a YAML parser, whatever the words', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('Call the dentist', 'Zürich, "mañana"', 'C:\\memos\\a b.m4a', '1:05', '2026-11-22T14:32:00+01:00', 'yes', '~', '12e3', '- [x] a: b # c', 'v1 · whisper.cpp · en'), { minLength: 1 }), (words) => {
        const inner = innerOf(renderNote('0123456789abcdef', { title: words[0], tags: words, demo: true }, ''))
        expect(readOwnYaml(inner)).toMatchObject({ id: '0123456789abcdef', title: words[0], tags: words, demo: true })
      }),
    )
  })

  it('is read without a YAML parser only where that parser would say the same', () => {
    const scalar = fc.oneof(text, fc.constantFrom('"a"', '"a\\n\\"b"', '"a\\/b"', '"\\u00e9"', "'a'", 'word', 'two words', 'a: b', 'a #b', 'True', 'NULL', 'nan', '.inf', '1', '-1', '1_0', '0o7', '[a]', '{a: 1}', '|', '>', '!!str a', '&a b', '*a', '@a', '%a', '"a" # b', '"a"x', ' a', 'a ', 'a\tb'))
    const line = fc.oneof(
      fc.tuple(fc.constantFrom('id', 'title', 'tags', 'a-b', 'yes', 'constructor', '__proto__', '1', '?', '- x', ''), scalar).map(([name, value]) => `${name}: ${value}`),
      scalar.map((value) => `  - ${value}`),
      fc.constantFrom('tags:', 'title: ', 'a-b:', '-', '', '# x', '  b: c', '---', '...', '\t', 'id: "a"', 'id: "b"'),
    )
    let read = 0
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.constantFrom('', '\n'), (lines, end) => {
        const own = readOwnYaml(lines.join('\n') + end)
        if (own === null || Object.keys(own).length === 0) return
        read += 1
        expect(own).toEqual({ ...parse(lines.join('\n') + end, { schema: 'core' }) })
      }),
      { numRuns: 20_000 },
    )
    expect(read).toBeGreaterThan(100)
  })
})

const innerOf = (note: string): string => note.slice(4, note.indexOf('\n---\n', 3) + 1)
