import { unescapeMarkdown } from './markdown.ts'

/** The note's `- [ ]` items as they stand now, wherever the person put them, with what is done. */
export const readActions = (text: string): readonly { readonly text: string; readonly done: boolean }[] =>
  [...text.matchAll(/^[ \t]*[-*+] \[([ xX])\][ \t]+(\S[^\r\n]*)$/gmu)].map(([, mark, words]) => ({
    text: unescapeMarkdown((words ?? '').trim()),
    done: mark !== ' ',
  }))
