import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DETAIL_KINDS } from '../../../../src/contract/privacy.ts'
import { finder } from './finder.ts'

const find = finder([{ name: 'Ada Lovelace', aliases: ['Countess', 'аda'] }])

/** Processor time of this thread alone: other programs do not count. */
const cpuMs = (work: () => unknown): number => {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
}

const PATTERNS = [
  'a', 'A', '@.', 'a@', '(', '((+', '-', ' ', '\n', '\t,', '1', '1 ', '1.', '1-', '+1', '12:', 'a:', 'ab:', '::', '/', '://a:', 'http://', 'www.a', 'a.', "a'", 'é', '\u0301', '😀', '\ud800', '田', '\u0000',
  'A ', 'Ab ', 'John ', 'Mr ', 'van ', 'I. ', 'Ab, ', 'Ab and ', 'Street ', '12 Main ', '12 Ab, ', 'rue A ', 'corner of A ', 'PO Box 1 ', 'Apt 1 ', 'zip 1 ', 'Unit ', 'sk-', 'eyJ', 'eyJaaaaaaaaaa.', 'AKIA', 'password', 'password=', 'password is ', 'key ', 'pin 1', '-----BEGIN A PRIVATE KEY-----', '-----END ', 'GB12 ', 'DE89', 'card 4111 1111 1111 1111 ', 'passport ', 'driver license 1', 'ssn 1', 'x1', '07', '0 ', '699 956 915 ',
]

describe('the rules against hostile text', () => {
  // A rule that looks back takes 16 times as long for 4 times the text.
  it.each(PATTERNS)('take time in proportion to %j over and over', (pattern) => {
    const text = (length: number): string => pattern.repeat(Math.ceil(length / pattern.length)).slice(0, length)
    const [short, long] = [text(8_000), text(32_000)]
    find(short)
    const least = (of: string): number => Math.min(cpuMs(() => find(of)), cpuMs(() => find(of)))
    expect(least(long)).toBeLessThan(8 * least(short) + 60)
  })

  it('hold a megabyte of one letter', () => {
    expect(cpuMs(() => find('a'.repeat(1_000_000)))).toBeLessThan(5_000)
  })

  it('never throw, and give stretches in order that do not overlap', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constantFrom(...PATTERNS, 'Ann Lovelace', '12 Main Street', 'DE89370400440532013000', 'password: x9!aa', '+49 30 1234567', 'ann@example.org', '\ud800', '4111111111111111', '10.0.0.1'), fc.stringMatching(/^[\d .()/+-]{0,30}$/))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.constantFrom('', ' ', '\n', ', '), (pieces, glue) => {
        const text = pieces.join(glue)
        let end = 0
        for (const detail of find(text).details) {
          expect(DETAIL_KINDS).toContain(detail.kind)
          expect(Number.isInteger(detail.start) && detail.start >= end && detail.end > detail.start && detail.end <= text.length).toBe(true)
          end = detail.end
        }
      }),
      { numRuns: 300 },
    )
  })
})
