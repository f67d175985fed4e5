export const OTHER = 0
export const LETTER = 1
export const CAPITAL = 2
export const DIGIT = 3

// One look-up a character instead of a Unicode property escape, which costs a walk through its ranges.
const CLASSES = new Uint8Array(65_536)
for (let code = 0; code < CLASSES.length; code += 1) {
  const character = String.fromCharCode(code)
  if (code >= 48 && code <= 57) CLASSES[code] = DIGIT
  else if (/\p{Lu}|\p{Lt}/u.test(character)) CLASSES[code] = CAPITAL
  else if (/\p{L}|\p{M}/u.test(character)) CLASSES[code] = LETTER
}
// Text set in mathematics: ∆ often stands where a Greek Delta should.
CLASSES[0x2206] = CAPITAL

/** What a UTF-16 unit is; `OTHER` past the ends of a text. */
export const classAt = (text: string, index: number): number => CLASSES[text.charCodeAt(index)] ?? OTHER

export const isWordAt = (text: string, index: number): boolean => classAt(text, index) !== OTHER || text[index] === '_'

export const isDigitAt = (text: string, index: number): boolean => {
  const code = text.charCodeAt(index)
  return code >= 48 && code <= 57
}

export const isSpaceAt = (text: string, index: number): boolean => {
  const code = text.charCodeAt(index)
  return code === 32 || code === 9 || code === 0xa0 || code === 0x202f || code === 0x2009
}
