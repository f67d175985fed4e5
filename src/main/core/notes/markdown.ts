/**
 * Makes text plain in Markdown: what was spoken, or written by a model, is never a heading, list, link, embed, tag, formula,
 * comment, quote or HTML, in CommonMark and in Obsidian. The result is one line.
 */
export const escapeMarkdown = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_[\]<>#|~$^{}]/g, '\\$&')
    .replace(/&(?=#|[A-Za-z])/g, '\\&')
    .replace(/[=%](?=[=%])|(?<=[=%])[=%]/g, '\\$&')
    .replace(/:(?=[:/])|(?<=:):/g, '\\:')
    .replace(/(?<=\S)@(?=\S)/g, '\\@')
    .replace(/\b(www)\./gi, '$1\\.')
    .replace(/^([-+=:!])/, '\\$1')
    .replace(/^([0-9]{1,9})([.)])/, '$1\\$2')

/** Takes the escapes out again. */
export const unescapeMarkdown = (text: string): string => text.replace(/\\([!-/:-@[-`{-~])/g, '$1')

/** One line of visible text: controls, line breaks of any kind, and marks that reorder or hide text become a space or nothing. */
export const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g, '')
    .replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()

/** A path as a Markdown link target. */
export const linkTarget = (path: string): string => path.split('/').map((part) => encodeURIComponent(part).replace(/[()!'*]/g, percent)).join('/')

/** A tag as Obsidian takes it, without `#`; null when nothing of it remains. */
export const toTag = (text: string): string | null => {
  const tag = oneLine(text)
    .replace(/^#+/, '')
    .replace(/[^\p{L}\p{M}\p{N}_/-]+/gu, '-')
    .replace(/\/{2,}/g, '/')
    .replace(/^[-/]+|[-/]+$/g, '')
  return tag === '' || /^[0-9/]+$/.test(tag) ? null : tag
}

const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
