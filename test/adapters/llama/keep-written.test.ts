import { expect, it } from 'vitest'
import { keepWritten } from '../../../src/main/adapters/llama/keep-written.ts'

// Tokens are their own texts; `<…>` is a mark, and `\u{FFFD}` half of a letter.
const texts = { isMark: (token: string) => token.startsWith('<') && token.length > 1, textOf: (tokens: readonly string[]) => tokens.join('').replace('\u{FFFD}\u{FFFD}', 'é') }
const keep = (written: readonly string[], wanted: readonly string[]) => keepWritten(written, wanted, texts)

it('gives what is the same text in the tokens that were written', () => {
  expect(keep(['<s>', 'a', 'b', 'cd', '<e>'], ['<s>', 'ab', 'c', 'd', '<e>', 'new'])).toEqual(['<s>', 'a', 'b', 'cd', '<e>', 'new'])
  expect(keep(['ab', 'cd'], ['a', 'b', 'c', 'd', 'more'])).toEqual(['ab', 'cd', 'more'])
})

it('leaves as it is wanted what is another text, or ends in the middle', () => {
  expect(keep(['a', 'b', 'c'], ['a', 'x', 'c'])).toEqual(['a', 'x', 'c'])
  expect(keep(['ab', 'cd'], ['a', 'b', 'c'])).toEqual(['ab', 'c'])
  expect(keep(['abc'], ['a', 'b', 'd'])).toEqual(['a', 'b', 'd'])
  expect(keep([], ['a'])).toEqual(['a'])
})

it('takes no text for a mark that it spells, and no mark for a text', () => {
  expect(keep(['a', '<e>'], ['a', '<', 'e', '>'])).toEqual(['a', '<', 'e', '>'])
  expect(keep(['a', '<', 'e', '>', 'b'], ['a', '<e>', 'b'])).toEqual(['a', '<e>', 'b'])
})

it('never parts a letter', () => {
  expect(keep(['\u{FFFD}', '\u{FFFD}', 'b'], ['é', 'b', 'c'])).toEqual(['\u{FFFD}', '\u{FFFD}', 'b', 'c'])
  expect(keep(['\u{FFFD}', '\u{FFFD}'], ['\u{FFFD}', 'x'])).toEqual(['\u{FFFD}', 'x'])
})
