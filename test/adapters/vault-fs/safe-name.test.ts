import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldName, isNumbered, numbered, safeName } from '../../../src/main/adapters/vault-fs/safe-name.ts'

const hostile = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ unit: 'grapheme', maxLength: 300 }), fc.constantFrom('CON', 'nul.txt', '...', ' . ', 'a\nb', '👩‍👩‍👧‍👦'.repeat(30), `e${'\u0301'.repeat(500)}`, '\ud800', 'COM¹'))

describe('a safe name', () => {
  it('is taken by every file system, whatever was asked for', () => {
    fc.assert(
      fc.property(hostile, (wanted) => {
        const name = safeName(wanted, '.md')
        expect(Buffer.byteLength(numbered(name, '.md', 999_999))).toBeLessThanOrEqual(255)
        expect(name).not.toMatch(/[\p{Cc}\p{Cs}<>:"/\\|?*#^[\]]/u)
        expect(name).not.toMatch(/^[. ]|[. ]\.md$|^\.md$/u)
        expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\./iu)
        expect(name.isWellFormed()).toBe(true)
        expect(name.normalize('NFC')).toBe(name)
        expect(safeName(name.slice(0, -3), '.md')).toBe(name)
      }),
      { numRuns: 2000 },
    )
  })

  it('keeps what a person wrote where it can', () => {
    expect(safeName('2026-11-22 1432 Zahnärztin anrufen 🦷 (dringend!)', '.md')).toBe('2026-11-22 1432 Zahnärztin anrufen 🦷 (dringend!).md')
    expect(safeName('14:32 a/b', '')).toBe('14-32 a-b')
    expect(safeName('', '.md')).toBe('Untitled.md')
  })

  it('tells names apart as a Mac would, and knows its own numbers', () => {
    expect(foldName('CAFE\u0301')).toBe(foldName('café'))
    expect(isNumbered('Call 2.md', 'Call.md', '.md')).toBe(true)
    expect(isNumbered('Call again.md', 'Call.md', '.md')).toBe(false)
  })
})
