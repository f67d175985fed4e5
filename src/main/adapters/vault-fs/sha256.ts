import { createHash } from 'node:crypto'

/** sha256 of bytes, or of a text's, in hex. */
export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')
