import { AppError } from '../../../contract/errors.ts'

const MOST_ODD_SHARE = 0.005
const MOST_STRANGE_SHARE = 0.1
const LOOKED_AT = 65_536

/** A file's bytes as text: UTF-8, UTF-16 with or without its mark, else Latin-1 as it is used on the web. UNSUPPORTED for what is none. */
export const decodeText = (bytes: Uint8Array): string => {
  const text = decoded(bytes)
  if (text.includes('\0') || isNoise(text)) throw notText()
  return text.replace(/\r\n?/g, '\n')
}

const decoded = (bytes: Uint8Array): string => {
  const [one, two, three] = bytes
  if (one === 0xff && two === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (one === 0xfe && two === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  if (!(one === 0xef && two === 0xbb && three === 0xbf)) {
    const order = unmarkedOrder(bytes)
    if (order !== null) return new TextDecoder(order).decode(bytes)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

// In the languages whose letters are below 256, every other byte of UTF-16 is zero, and always on the same side.
const unmarkedOrder = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null => {
  const length = Math.min(bytes.length, LOOKED_AT) & ~1
  if (length < 4 || bytes.length % 2 !== 0) return null
  let even = 0
  let odd = 0
  for (let at = 0; at < length; at += 2) {
    if (bytes[at] === 0) even += 1
    if (bytes[at + 1] === 0) odd += 1
  }
  const half = length / 2
  if (odd > half * 0.6 && even === 0) return 'utf-16le'
  if (even > half * 0.6 && odd === 0) return 'utf-16be'
  return null
}

const isNoise = (text: string): boolean => {
  const head = text.slice(0, LOOKED_AT)
  let [odd, strange] = [0, 0]
  for (let at = 0; at < head.length; at += 1) {
    const code = head.charCodeAt(at)
    if (isOdd(code)) odd += 1
    else if (code === 0xfffd || (code >= 0x7f && code <= 0x9f)) strange += 1
  }
  // Replacement marks and the gaps of Latin-1 are what bytes of another kind become.
  return odd > head.length * MOST_ODD_SHARE || strange > head.length * MOST_STRANGE_SHARE
}

// What a text file may hold below the space: tab, line feed, vertical tab, form feed, carriage return, escape.
const isOdd = (code: number): boolean => code < 32 && !(code >= 9 && code <= 13) && code !== 27

const notText = (): AppError => new AppError('UNSUPPORTED', 'This file is not a text.', { next: 'Attach a text, a PDF, a web page, an e-mail or a recording.' })
