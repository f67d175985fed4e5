import { AppError } from '../../contract/errors.ts'
import { MAX_HEAD_BYTES, MAX_UPLOADS_TOGETHER, UploadHeadSchema } from '../../contract/wire.ts'

export interface FileInStream {
  /** Where it stands among the others, from 0. */
  readonly index: number
  readonly name: unknown
  readonly modified: unknown
  readonly sizeBytes: number
  /** Its bytes as they come; nothing of it is gathered. */
  readonly body: AsyncIterable<Uint8Array>
  /** Nobody reads it any further: what is left of it is passed over. Reading it to its end says the same. */
  leave(): void
}

/**
 * Reads the files out of the body of `PUT /uploads`, one after the other. The next one comes when this one was read or left.
 * Throws BAD_REQUEST when the body is not what it should be; what throws underneath goes through.
 */
export async function* readFiles(body: AsyncIterable<Uint8Array>): AsyncGenerator<FileInStream, void, void> {
  const source = createSource(body)
  for (let index = 0; ; index++) {
    const line = await source.line()
    if (line === null) return
    if (index >= MAX_UPLOADS_TOGETHER) throw unreadable(`more than ${MAX_UPLOADS_TOGETHER} files`)
    const { name, modified, size: sizeBytes } = toHead(line)
    const { promise: isOver, resolve: leave } = Promise.withResolvers<void>()
    let leftBytes = sizeBytes
    let pending: Promise<unknown> = Promise.resolve()

    const next = async (): Promise<Uint8Array> => {
      const piece = await source.take(leftBytes)
      if (piece === null) throw unreadable('ended within a file')
      leftBytes -= piece.byteLength
      return piece
    }
    const read = async function* (): AsyncGenerator<Uint8Array, void, void> {
      try {
        while (leftBytes > 0) {
          const piece = next()
          pending = piece
          yield await piece
        }
      } finally {
        leave()
      }
    }

    yield { index, name, modified, sizeBytes, body: read(), leave }
    await isOver
    // Its reader may have turned away while it waited for a piece.
    await pending.catch(() => {})
    while (leftBytes > 0) await next()
  }
}

interface Source {
  /** Some of what comes next, at most so many bytes; null at the end. */
  take(mostBytes: number): Promise<Uint8Array | null>
  /** Up to the next `\n`, without it; null at the end. */
  line(): Promise<Uint8Array | null>
}

const createSource = (body: AsyncIterable<Uint8Array>): Source => {
  const chunks = body[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array()

  const fill = async (): Promise<boolean> => {
    while (rest.byteLength === 0) {
      const { done, value } = await chunks.next()
      if (done) return false
      rest = value
    }
    return true
  }
  const cut = (bytes: number): Uint8Array => {
    const piece = rest.subarray(0, bytes)
    rest = rest.subarray(bytes)
    return piece
  }

  return {
    take: async (mostBytes) => ((await fill()) ? cut(mostBytes) : null),
    line: async () => {
      const pieces: Uint8Array[] = []
      for (let sizeBytes = 0; await fill(); ) {
        const end = rest.indexOf(10)
        sizeBytes += end === -1 ? rest.byteLength : end
        if (sizeBytes > MAX_HEAD_BYTES) throw unreadable('a head that is too long')
        pieces.push(cut(end === -1 ? rest.byteLength : end))
        if (end === -1) continue
        cut(1)
        return Buffer.concat(pieces)
      }
      if (pieces.length > 0) throw unreadable('ended within a head')
      return null
    },
  }
}

const toHead = (line: Uint8Array) => {
  try {
    return UploadHeadSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line)))
  } catch (error) {
    throw unreadable('a head that cannot be read', error)
  }
}

const unreadable = (why: string, cause?: unknown): AppError =>
  new AppError('BAD_REQUEST', `These files came in a form that Freehold cannot read (${why}). What was taken before that is safe, the rest was not taken.`, {
    next: 'Reload the page and drop them again.',
    cause,
  })
