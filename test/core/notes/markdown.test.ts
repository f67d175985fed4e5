import fc from 'fast-check'
import MarkdownIt from 'markdown-it'
import { describe, expect, it } from 'vitest'
import { escapeMarkdown, linkTarget, oneLine, toTag, unescapeMarkdown } from '../../../src/main/core/notes/markdown.ts'

const markdown = new MarkdownIt({ html: true, linkify: true })
const bits = ['<script>', '[[x]]', '![[x]]', '![a](b)', '---', '# ', '- ', '1. ', '> ', '`', '**', '==', '%%', '$', '&lt;', 'http://a.example', 'www.a.example', 'a@b.example', '#tag', '^id', 'a:: b', '|', '\\', '\n', '\n\n', '~~', '<!--', '[^1]', '\u2028', '===', '    ', '+ ', '*']
const hostile = fc.oneof(fc.array(fc.oneof(fc.constantFrom(...bits), fc.string({ unit: 'grapheme', maxLength: 5 })), { maxLength: 12 }).map((parts) => parts.join('')), fc.string({ unit: 'binary' }))

describe('escaping', () => {
  it('lets no spoken text become anything but text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const wanted = oneLine(text)
        const tokens = markdown.parse(escapeMarkdown(text), {})
        expect(tokens.map((token) => token.type)).toEqual(wanted === '' ? [] : ['paragraph_open', 'inline', 'paragraph_close'])
        const parts = tokens[1]?.children ?? []
        expect(parts.every((part) => part.type === 'text' || part.type === 'text_special')).toBe(true)
        expect(parts.map((part) => part.content).join('')).toBe(wanted)
        expect(unescapeMarkdown(escapeMarkdown(text))).toBe(wanted)
      }),
      { numRuns: 3000 },
    )
  })

  it('leaves nothing that Obsidian alone would read as markup', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const bare = escapeMarkdown(text).replace(/\\[!-/:-@[-`{-~]/g, '')
        expect(bare).not.toMatch(/\[\[|%%|==|[$#^|`<>~]|::|:\/\//)
      }),
      { numRuns: 2000 },
    )
  })

  it('leaves ordinary sentences as they are', () => {
    const sentence = "Don't forget: call Dr. O'Neil (tomorrow, 9:30), it's 50% & more!"
    expect(escapeMarkdown(sentence)).toBe(sentence)
  })
})

describe('tags and links', () => {
  it('makes a tag that Obsidian takes', () => {
    expect([toTag('#Zahn arzt'), toTag('work/today'), toTag('2026'), toTag('  '), toTag('a[b]')]).toEqual(['Zahn-arzt', 'work/today', null, null, 'a-b'])
  })
  it('links a file whatever its name', () => {
    expect(linkTarget('../Audio/a (1) ü.m4a')).toBe('../Audio/a%20%281%29%20%C3%BC.m4a')
  })
})
