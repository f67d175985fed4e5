import { posix } from 'node:path'

const MOST_CHARACTERS = 160

/** A name of one file that every disk takes, from what an address, a repository or a person calls it; never hidden. */
export const safeFileName = (path: string): string => {
  const last = posix.basename(decoded(path).replaceAll('\\', '/'))
  const plain = last
    .normalize('NFC')
    .replace(/[\p{C}\p{Zl}\p{Zp}<>:"|?*]+/gu, '-')
    .replace(/^[\s.]+|[\s.]+$/gu, '')
  const ending = /\.[a-z0-9]{1,8}$/i.exec(plain)?.[0] ?? ''
  const stem = plain.slice(0, plain.length - ending.length).slice(0, MOST_CHARACTERS).trim()
  return stem === '' ? `model${ending}` : `${stem}${ending}`
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
