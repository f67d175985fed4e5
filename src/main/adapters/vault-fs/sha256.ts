import { createHash } from 'node:crypto'

/** sha256 of a text's bytes, in hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
