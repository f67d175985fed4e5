import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A new token: 256 random bits. */
export const createApiToken = (): string => `fh-${randomBytes(32).toString('base64url')}`

/** What is kept of a token, in hex. It has as many bits as the hash: there is nothing to guess that salt or stretching would make dearer. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Finds who has a token, in a time that tells nothing of where a wrong one differs. */
export const createTokenSearch = <Client extends { readonly tokenSha256: string | null }>(): ((clients: readonly Client[], token: string) => Client | null) => {
  // 200 clients are compared for each request: their bytes are made once.
  const bytesByHash = new Map<string, Buffer>()
  const bytesOf = (hash: string): Buffer => {
    const known = bytesByHash.get(hash) ?? Buffer.from(hash, 'hex')
    bytesByHash.set(hash, known)
    return known
  }
  return (clients, token) => {
    if (bytesByHash.size > clients.length * 2) bytesByHash.clear()
    const given = createHash('sha256').update(token).digest()
    let found: Client | null = null
    // All of them, whichever it is.
    for (const client of clients) if (client.tokenSha256 !== null && timingSafeEqual(bytesOf(client.tokenSha256), given)) found = client
    return found
  }
}
