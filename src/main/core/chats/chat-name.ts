import { oneLine } from '../lib/one-line.ts'

const MOST_CHARACTERS = 80
const NAMED = /^(\d{4}-\d\d-\d\d) (\d\d)(\d\d)\b/

/** `2026-11-22 1432 The kitchen`: when it was begun, on the clock of the wall there, then its title. The vault makes it safe. */
export const chatName = (createdAt: string, title: string): string => {
  const words = shortened(oneLine(title)) || 'Chat'
  const [said, day, hour, minute] = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)/.exec(createdAt) ?? []
  return said === undefined ? words : `${day} ${hour}${minute} ${words}`
}

/** What the file of a chat that cannot be read is called. */
export const titleOfFile = (path: string): string => path.replace(/^.*\//u, '').replace(/\.md$/iu, '')

/** When a file was begun, as its name says; null when it does not. */
export const timeOfFile = (path: string): string | null => {
  const [said, day, hour, minute] = NAMED.exec(titleOfFile(path)) ?? []
  return said === undefined || Number.isNaN(Date.parse(`${day}T${hour}:${minute}`)) ? null : `${day}T${hour}:${minute}:00`
}

// Cut between words where there is one.
const shortened = (title: string): string => {
  const characters = [...title]
  if (characters.length <= MOST_CHARACTERS) return title
  const cut = characters.slice(0, MOST_CHARACTERS).join('')
  const space = cut.lastIndexOf(' ')
  return space > MOST_CHARACTERS / 2 ? cut.slice(0, space) : cut
}
