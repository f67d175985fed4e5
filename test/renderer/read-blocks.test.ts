import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBlockReader, settle, type Block } from '../../src/renderer/features/chat/markdown/read-blocks.ts'

const PIECES = ['# Heading', 'A paragraph\nof two lines.', '- one\n- two\n  - three', '1. first\n\n2. second', '```ts\nconst a = 1\n```', '> quoted\n> twice', '| a | b |\n|---|---|\n| 1 | 2 |', '$$\nx^2\n$$', '---', '- [x] done\n- [ ] open', 'line\n===', '    indented', '```\nopen', 'text\n| a |\n|---|\n| 1 |', '[name]: https://example.com', 'see [it][name]']
const SEPARATORS = ['\n\n', '\n', '\n\n\n']

const whole = (text: string): readonly Block[] => createBlockReader()(text, false).blocks

describe('reading a text into blocks', () => {
  it('gives the same in the end, however it grew', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom(...SEPARATORS)), { maxLength: 12 }), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }), (parts, steps) => {
        const text = parts.map(([piece, separator]) => piece + separator).join('')
        const read = createBlockReader()
        for (let end = 0, at = 0; end < text.length; at += 1) {
          end += steps[at % steps.length] ?? 1
          read(text.slice(0, end), true)
        }
        expect(read(text, false).blocks).toEqual(whole(text))
      }),
    )
  })

  it('keeps what is settled as it is while more comes', () => {
    const read = createBlockReader()
    const before = read('# One\n\nTwo\n\nThree\n\nFo', true).blocks
    const after = read('# One\n\nTwo\n\nThree\n\nFour', true).blocks
    expect(after.slice(0, 2).every((block, at) => block === before[at])).toBe(true)
  })

  it('shows an open fence as code, and math that is not closed as math', () => {
    expect(createBlockReader()('```ts\nconst a', true).blocks).toMatchObject([{ kind: 'code', language: 'ts', closed: false, code: 'const a' }])
    expect(createBlockReader()('$$\nx^2', true).blocks).toMatchObject([{ kind: 'math', tex: 'x^2' }])
  })

  it('knows tasks, tables and their sides', () => {
    expect(whole('- [x] done\n- [ ] open')).toMatchObject([{ items: [{ done: true, children: [{ content: 'done' }] }, { done: false }] }])
    expect(whole('| a | b |\n|---|--:|\n| 1 | 2 |')).toMatchObject([{ kind: 'table', align: ['', 'right'], head: ['a', 'b'], rows: [['1', '2']] }])
  })
})

describe('the end of a text that grows', () => {
  it.each([
    ['See [the page](https://exam', 'See the page'],
    ['See [the pa', 'See the pa'],
    ['A ![picture](http://x/leak?a=', 'A picture'],
    ['This is **bold', 'This is **bold**'],
    ['This is **', 'This is '],
    ['Call `run', 'Call `run`'],
    ['- [', '- ['],
    ['Done [1](https://example.com).', 'Done [1](https://example.com).'],
  ])('%s', (text, settled) => {
    expect(settle(text)).toBe(settled)
  })
})
