/** Converts to a 16 kHz mono 16-bit WAV; `--mix` folds the channels instead of taking the first. A path is made absolute before, so none begins with a dash. */
export const afconvertArgs = (from: string, to: string): readonly string[] => ['-f', 'WAVE', '-d', 'LEI16@16000', '-c', '1', '--mix', from, to]

/** `estimated duration: 40.008 sec`; null when it is not said. */
export const parseAfinfoSeconds = (output: string): number | null => {
  const found = /^\s*estimated duration:\s*(\d+(?:\.\d+)?)\s*sec/m.exec(output)?.[1]
  const seconds = found === undefined ? 0 : Number(found)
  return seconds > 0 ? seconds : null
}

export type AfconvertRefusal = 'unknown-format' | 'no-room' | 'gone' | 'forbidden' | 'other'

/** Why it refused: `Error: ExtAudioFileOpenURL failed ('typ?')`, or a number such as `(-54)`. */
export const parseAfconvertError = (output: string): AfconvertRefusal => {
  const code = /\((?:'(.{4})'|(-?\d+))\)/.exec(output)
  const name = code?.[1] ?? code?.[2] ?? ''
  if (['typ?', 'fmt?', 'dta?', '!dat', 'bdat', '?bdc', 'pty?'].includes(name)) return 'unknown-format'
  if (name === '-34' || /no space left/i.test(output)) return 'no-room'
  if (name === '-43' || /no such file|couldn't open input file/i.test(output)) return 'gone'
  return name === '-54' || name === 'prm?' ? 'forbidden' : 'other'
}
