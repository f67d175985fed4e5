import { oneLine } from './markdown.ts'
import { localParts } from './times.ts'

const MAX_TITLE_CHARACTERS = 80

/** `2026-11-22 1432 Call the dentist`: the local time of the recording, then its title. The vault makes it safe. */
export const noteName = (recordedAt: string, title: string): string => {
  const at = localParts(recordedAt)
  const words = shortened(oneLine(title)) || 'Voice memo'
  return at === null ? words : `${at.year}-${at.month}-${at.day} ${at.time} ${words}`
}

// Cut between words where there is one.
const shortened = (title: string): string => {
  const characters = [...title]
  if (characters.length <= MAX_TITLE_CHARACTERS) return title
  const cut = characters.slice(0, MAX_TITLE_CHARACTERS).join('')
  const space = cut.lastIndexOf(' ')
  return space > MAX_TITLE_CHARACTERS / 2 ? cut.slice(0, space) : cut
}
