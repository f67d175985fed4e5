import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
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
})
