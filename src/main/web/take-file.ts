import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import type { UploadAnswer } from '../../contract/wire.ts'
import type { Log, ReceiveUpload } from '../core/ports/index.ts'

export interface TakeFileDeps {
  readonly receiveUpload: ReceiveUpload
  readonly maxUploadBytes: () => number
  readonly log: Log
}

export interface SentFile {
  /** As the other side gave them, and not looked at yet. */
  readonly name: unknown
  readonly modified: unknown
  /** As announced; null where nobody said. */
  readonly sizeBytes: number | null
  /** Not read before the name and the size were looked at. */
  readonly body: AsyncIterable<Uint8Array>
  readonly signal: AbortSignal
}

// The last part only: what a browser calls a file is never a path to write to.
const NameSchema = z
  .string()
  .max(1024)
  .transform((name) => name.split('/').at(-1) ?? '')
  .pipe(z.string().min(1).refine((name) => !name.includes('\0') && name !== '.' && name !== '..'))
const NamedSchema = z.object({ name: NameSchema, modified: z.coerce.number().int().nonnegative().max(8.64e15).optional() })

/** Takes one file that the page sends, by itself or among others: as fast as it is stored, no faster. */
export const takeFile = async ({ name, modified, sizeBytes, body, signal }: SentFile, deps: TakeFileDeps): Promise<UploadAnswer> => {
  const named = NamedSchema.safeParse({ name, modified: modified ?? undefined })
  if (!named.success) throw badName()
  const maxBytes = deps.maxUploadBytes()
  // Before a byte is read: a file that is too large is not sent half first.
  if ((sizeBytes ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const { rowId, duplicate } = await deps.receiveUpload({ name: named.data.name, modifiedMs: named.data.modified ?? null, body: limited(body, maxBytes), signal })
  return { rowId, duplicate }
}

/** The name by which a file is sent; BAD_REQUEST for one that cannot be a file's. */
export const fileNameOf = (given: unknown): string => {
  const name = NameSchema.safeParse(given)
  if (!name.success) throw badName()
  return name.data
}

const badName = (): AppError => new AppError('BAD_REQUEST', 'The file’s name cannot be used.', { next: 'Rename the file and drop it again.' })

/** What is sent, up to a size; TOO_LARGE for one that grows beyond what it announced. */
export async function* limited(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array, void, void> {
  let sizeBytes = 0
  for await (const chunk of body) {
    sizeBytes += chunk.byteLength
    if (sizeBytes > maxBytes) throw tooLarge(maxBytes)
    yield chunk
  }
}

/** A file is larger than what is taken from a browser. */
export const tooLarge = (maxBytes: number): AppError =>
  new AppError('TOO_LARGE', `The file is larger than the ${Math.floor(maxBytes / 1_000_000).toLocaleString('en-US')} MB that Freehold takes from a browser. It stays where it is.`, {
    next: 'Put it in a watched folder, or raise web.maxUploadMegabytes in the settings.',
  })
