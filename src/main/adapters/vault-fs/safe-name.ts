/**
 * The file systems allow 255 bytes; iCloud puts `.` and `.icloud` around the name of a file that it has taken off the
 * machine, and a number may follow the name: this leaves room for both.
 */
const MAX_BYTES = 240

const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?=\.|$)/iu
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * A name that macOS, Linux, Windows, iCloud and Obsidian's links all take; never empty, never hidden. `ending` (with its
 * dot) is put behind it and counted.
 */
export const safeName = (wanted: string, ending: string): string => {
  const plain = wanted
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s<>"?*#^[\]]+/gu, ' ')
    .replace(/[/\\:|]/g, '-')
    // Lone surrogates, private use (Samba and macOS hide forbidden characters there), unassigned, and marks that turn or hide text.
    .replace(/[\p{Cs}\p{Co}\p{Cn}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, '')
  const stem = unreserved(trimmed(cut(trimmed(plain), MAX_BYTES - Buffer.byteLength(ending))))
  return `${stem}${ending}`
}

/** The nth name to try when others are taken: `Call.md`, `Call 2.md`, `Call 3.md`. */
export const numbered = (name: string, ending: string, n: number): string =>
  n === 1 ? name : `${name.slice(0, name.length - ending.length)} ${n}${ending}`

/** Whether a file has the name that was asked for, or that name with a number. */
export const isNumbered = (name: string, wanted: string, ending: string): boolean => {
  if (foldName(name) === foldName(wanted)) return true
  const found = /^(.*) ([0-9]{1,6})$/u.exec(withoutEnding(name, ending))
  return found !== null && Number(found[2]) >= 2 && foldName(found[1] ?? '') === foldName(withoutEnding(wanted, ending))
}

/** Two names that fold alike are one file on a Mac, so they are never used side by side anywhere. */
export const foldName = (name: string): string => name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')

const withoutEnding = (name: string, ending: string): string => (name.endsWith(ending) ? name.slice(0, name.length - ending.length) : name)

// A leading dot hides a file; Windows drops dots and spaces at the end.
const trimmed = (name: string): string =>
  name
    .replace(/ {2,}/g, ' ')
    .replace(/^[\s.]+/u, '')
    .replace(/[\s.]+$/u, '')

const unreserved = (name: string): string => (name === '' ? 'Untitled' : RESERVED.test(name) ? `_${name}` : name)

const cut = (name: string, maxBytes: number): string => {
  if (Buffer.byteLength(name) <= maxBytes) return name
  let kept = ''
  let bytes = 0
  for (const { segment } of graphemes.segment(name)) {
    bytes += Buffer.byteLength(segment)
    if (bytes > maxBytes) break
    kept += segment
  }
  // One cluster may be longer than a name (a letter under a hundred accents): then its first characters.
  return kept === '' ? [...name].slice(0, Math.floor(maxBytes / 4)).join('') : kept
}
