/** What Voice Memos calls a recording by itself, in the languages seen: a title nobody gave. */
const UNNAMED = [
  /^(new recording|recording|audio recording|neue aufnahme|aufnahme|nouvel enregistrement|enregistrement|nueva grabación|grabación|nuova registrazione|registrazione|nieuwe opname|opname|nova gravação|gravação|ny inspelning|nyt optagelse|nytt opptak|新录音|新規録音|새로운 녹음)\s*\d*$/i,
  /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-][\d:]+)?$/,
  /^(untitled|unknown|track|voice memo)\s*\d*$/i,
]
const WORDS_IN_A_TITLE = 7
const TITLE_LENGTH = 60
const LINE_LENGTH = 200

/** The first of the titles that a person gave; null when none of them is one. */
export const givenTitle = (...titles: readonly (string | null)[]): string | null =>
  titles.map((title) => title?.trim() ?? '').find((title) => title !== '' && !UNNAMED.some((pattern) => pattern.test(title))) ?? null

/** A title from the words themselves: the first sentence when it is short, else its first words. */
export const titleFromWords = (text: string): string | null => {
  const words = oneLine(text)
  if (!/[\p{L}\p{N}]/u.test(words)) return null
  const sentence = /^.*?[.!?](?=\s|$)/.exec(words)?.[0] ?? words
  const short = sentence.split(' ').slice(0, WORDS_IN_A_TITLE).join(' ')
  const title = cut(short, TITLE_LENGTH).replace(/[.,;:!?\s]+$/, '')
  return title === '' ? null : title
}

/** The first words, for the line under a title. */
export const firstWords = (text: string): string => cut(oneLine(text), LINE_LENGTH)

/** The newest words, for the line of a memo in work. */
export const newestWords = (text: string): string => {
  const words = oneLine(text)
  return words.length <= LINE_LENGTH ? words : `…${words.slice(words.indexOf(' ', words.length - LINE_LENGTH) + 1)}`
}

/** A file's name without its ending, for a recording that has no other. */
export const titleFromFileName = (fileName: string): string => oneLine(fileName.replace(/\.[^.]{1,5}$/, '')) || 'Recording'

const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()

const cut = (text: string, length: number): string => {
  if (text.length <= length) return text
  const space = text.lastIndexOf(' ', length)
  return `${text.slice(0, space > length / 2 ? space : length).trimEnd()}…`
}
