import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A new token: 256 random bits. */
export const createApiToken = (): string => `fh-${randomBytes(32).toString('base64url')}`

/** What is kept of a token, in hex. It has as many bits as the hash: there is nothing to guess that salt or stretching would make dearer. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Compares two hashes in a time that tells nothing of where they differ. */
export const isSameHash = (one: string, other: string): boolean => one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
