import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import type { Log, ReceiveUpload } from '../core/ports/index.ts'
import { answerFailure, answerJson, lingerAfterRefusal } from './refuse.ts'

export interface TakeUploadDeps {
  readonly receiveUpload: ReceiveUpload
  readonly maxUploadBytes: () => number
  readonly log: Log
}

const QuerySchema = z.object({
  // The last part only: what a browser calls a file is never a path to write to.
  name: z
    .string()
    .max(1024)
    .transform((name) => name.split('/').at(-1) ?? '')
    .pipe(z.string().min(1).refine((name) => !name.includes('\0') && name !== '.' && name !== '..')),
  modified: z.coerce.number().int().nonnegative().max(8.64e15).optional(),
})

/** Takes `PUT /upload?name=…&modified=…`: as fast as it is stored, no faster, and nothing is left of one that breaks off. */
export const takeUpload = async (url: URL, request: IncomingMessage, response: ServerResponse, deps: TakeUploadDeps): Promise<void> => {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  try {
    const query = QuerySchema.safeParse(Object.fromEntries(url.searchParams))
    if (!query.success) throw new AppError('BAD_REQUEST', 'The file’s name cannot be used.', { next: 'Rename the file and drop it again.' })
    const maxBytes = deps.maxUploadBytes()
    // Before a byte is read: a file that is too large is not sent half first.
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
    if (request.headers.expect !== undefined) response.writeContinue()

    const { rowId, duplicate } = await deps.receiveUpload({
      name: query.data.name,
      modifiedMs: query.data.modified ?? null,
      body: limited(request, maxBytes),
      signal: gone.signal,
    })
    answerJson(response, 200, { rowId, duplicate })
  } catch (error) {
    if (gone.signal.aborted) return
    if (!request.complete) response.setHeader('connection', 'close')
    answerFailure(response, error, deps.log)
  }
  lingerAfterRefusal(request)
}

async function* limited(request: IncomingMessage, maxBytes: number): AsyncGenerator<Uint8Array, void, void> {
  let sizeBytes = 0
  // Left alone when the reader stops early: the answer goes over the same socket.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    sizeBytes += (chunk as Buffer).byteLength
    if (sizeBytes > maxBytes) throw tooLarge(maxBytes)
    yield chunk as Buffer
  }
}

const tooLarge = (maxBytes: number): AppError =>
  new AppError('TOO_LARGE', `The file is larger than the ${Math.floor(maxBytes / 1_000_000).toLocaleString('en-US')} MB that Freehold takes from a browser. It stays where it is.`, {
    next: 'Put it in a watched folder, or raise web.maxUploadMegabytes in the settings.',
  })
