import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinDetails, sliceText } from '../../../../src/main/core/lib/detect/slices.ts'
import { finder } from './finder.ts'

describe('a long text in slices', () => {
  it('is all there, each slice as it stands in the text and no longer than it may be', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.constantFrom('\n\n', '\n', ' ', '😀'))).map((parts) => parts.join('')), (text) => {
        let end = 0
        for (const slice of sliceText(text, 64, 12)) {
          expect(text.startsWith(slice.text, slice.start)).toBe(true)
          expect(slice.start).toBeLessThanOrEqual(end)
          expect(slice.text.length).toBeLessThanOrEqual(64)
          end = slice.start + slice.text.length
        }
        expect(end).toBe(text.length)
      }),
    )
  })

  it('ends, whatever it is made of', () => {
    for (const text of ['a'.repeat(100_000), ' '.repeat(100_000), '\n'.repeat(100_000), '😀'.repeat(50_000)]) expect(sliceText(text).length).toBeLessThan(20)
  })

  it('loses nothing that stands across a border', () => {
    const find = finder()
    for (let before = 15_940; before < 16_060; before += 7) {
      const text = `${'word '.repeat(before / 5)}${' '.repeat(before % 5)} IBAN DE89 3704 0044 0532 0130 00 ${'word '.repeat(500)}`
      const details = joinDetails(sliceText(text).map((slice) => ({ start: slice.start, details: find(slice.text).details })))
      expect(details.map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([['iban', 'DE89 3704 0044 0532 0130 00']])
    }
  })

  it('hides the whole of a private key that a border cuts', () => {
    const find = finder()
    const key = `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEpAIBAAKCAQEA0vx7agoebGcQSuuPiLJXZptN9nnd\n'.repeat(50)}-----END RSA PRIVATE KEY-----`
    const text = `${'word '.repeat(3_100)}\n${key}\n${'word '.repeat(2_000)}`
    const details = joinDetails(sliceText(text).map((slice) => ({ start: slice.start, details: find(slice.text).details }))).filter(({ kind }) => kind === 'secret')
    expect(details).toEqual([{ kind: 'secret', start: text.indexOf('-----BEGIN'), end: text.indexOf('-----END') + '-----END RSA PRIVATE KEY-----'.length }])
  })
})
