import type { MemoAction } from '../../../contract/memos.ts'
import { unescapeMarkdown } from './markdown.ts'

/** The note's `- [ ]` items as they stand now, wherever the person put them, with what is done. */
export const readActions = (text: string): readonly MemoAction[] => actionLines(text).map(({ text: words, done }) => ({ text: words, done }))

/** The items with the place of the mark between their brackets. */
export const actionLines = (text: string): readonly (MemoAction & { readonly markAt: number })[] =>
  [...text.matchAll(/^([ \t]*[-*+] \[)([ xX])\][ \t]+(\S[^\r\n]*)$/gmu)].map(({ index, 1: opening = '', 2: mark, 3: words = '' }) => ({
    text: unescapeMarkdown(words.trim()),
    done: mark !== ' ',
    markAt: index + opening.length,
  }))
