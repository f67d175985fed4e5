import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Redacted } from '../../core/ports/index.ts'

// 128 MB and about half a second for each guess; the parameters stand in the file, so that they can rise.
const KDF = { name: 'scrypt', N: 2 ** 17, r: 8, p: 1 } as const
const MAX_MEMORY_BYTES = 2 ** 30
const TAG_BYTES = 16

const base64 = z.string().regex(/^[A-Za-z0-9+/]+=*$/)
const HeaderSchema = z.strictObject({
  format: z.literal('freehold-secrets'),
  version: z.literal(1),
  // A file that would make us take gigabytes, or that asks for next to no work, is none of ours.
  kdf: z
    .strictObject({ name: z.literal('scrypt'), N: z.int().min(2 ** 14).max(2 ** 20), r: z.int().min(8).max(16), p: z.int().min(1).max(4) })
    .refine(({ N, r }) => Number.isInteger(Math.log2(N)) && 128 * N * r <= MAX_MEMORY_BYTES),
  salt: base64,
  /** Tells a wrong passphrase from a damaged file. */
  check: base64,
  nonce: base64,
})
export type Header = z.infer<typeof HeaderSchema>
const ContentSchema = z.record(z.string(), z.string())

/** What a passphrase gives with the salt of one file. */
export interface Key {
  readonly kdf: Header['kdf']
  readonly salt: string
  readonly check: string
  readonly cipherKey: Buffer
}

export type Opened = { readonly secrets: ReadonlyMap<string, string> } | { readonly damage: true }

/** Stretches a passphrase by scrypt: for the file of a header, or for a new one. */
export const deriveKey = async (passphrase: Redacted, header: Pick<Header, 'kdf' | 'salt'> = { kdf: KDF, salt: randomBytes(16).toString('base64') }): Promise<Key> => {
  const { N, r, p } = header.kdf
  const bytes = await new Promise<Buffer>((resolve, reject) =>
    scrypt(passphrase.reveal().normalize('NFC'), Buffer.from(header.salt, 'base64'), 64, { N, r, p, maxmem: MAX_MEMORY_BYTES * 2 }, (error, key) => (error ? reject(error) : resolve(key))),
  )
  return { kdf: header.kdf, salt: header.salt, cipherKey: bytes.subarray(0, 32), check: createHmac('sha256', bytes.subarray(32)).update('freehold-secrets').digest('base64') }
}

/** Whether a passphrase is the one of a file. */
export const fits = (key: Key, header: Header): boolean => {
  const [ours, theirs] = [Buffer.from(key.check), Buffer.from(header.check)]
  return ours.length === theirs.length && timingSafeEqual(ours, theirs)
}

/** The file as text: a line that says how it is sealed, the sealed secrets, and a sum over both. */
export const seal = ({ kdf, salt, check, cipherKey }: Key, secrets: ReadonlyMap<string, string>): string => {
  const nonce = randomBytes(12)
  const header = JSON.stringify({ format: 'freehold-secrets', version: 1, kdf, salt, check, nonce: nonce.toString('base64') } satisfies Header)
  const cipher = createCipheriv('aes-256-gcm', cipherKey, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(header))
  const sealed = Buffer.concat([cipher.update(JSON.stringify(Object.fromEntries(secrets)), 'utf8'), cipher.final(), cipher.getAuthTag()])
  const lines = `${header}\n${sealed.toString('base64')}\n`
  return `${lines}${sumOf(lines)}\n`
}

/** Reads how a file is sealed; null for one that is damaged. The sum is for accidents; against people there is the seal. */
export const readHeader = (text: string): Header | null => {
  const end = text.lastIndexOf('\n', text.length - 2) + 1
  if (end <= 0 || !text.endsWith('\n') || text.slice(end, -1) !== sumOf(text.slice(0, end))) return null
  try {
    return HeaderSchema.parse(JSON.parse(text.slice(0, text.indexOf('\n'))))
  } catch {
    return null
  }
}

/** Opens a file whose key fits. What does not open then was changed. */
export const open = ({ cipherKey }: Key, header: Header, text: string): Opened => {
  const [line = '', payload = ''] = text.split('\n')
  try {
    const sealed = Buffer.from(payload, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', cipherKey, Buffer.from(header.nonce, 'base64'), { authTagLength: TAG_BYTES })
    decipher.setAAD(Buffer.from(line))
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8')
    return { secrets: new Map(Object.entries(ContentSchema.parse(JSON.parse(plain)))) }
  } catch {
    return { damage: true }
  }
}

const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex')
