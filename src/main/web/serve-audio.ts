import { open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { AppError } from '../../contract/errors.ts'
import type { Log, OpenAudio } from '../core/ports/index.ts'
import { parseByteRange } from './byte-range.ts'
import { NO_PAGE_POLICY } from './headers.ts'
import { answerFailure } from './refuse.ts'
import type { AudioSigner } from './secrets.ts'

export interface ServeAudioDeps {
  readonly openAudio: OpenAudio
  readonly audioSigner: AudioSigner
  readonly log: Log
}

/** Serves `GET /audio/<memo>?…`: the one recording that the address was signed for, whole or by range. */
export const serveAudio = async (url: URL, request: IncomingMessage, response: ServerResponse, deps: ServeAudioDeps): Promise<void> => {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  try {
    const memoId = deps.audioSigner.verify(url)
    if (memoId === null) throw new AppError('NOT_FOUND', 'This address of the recording has run out.', { next: 'Open the memo again.' })
    const audio = await deps.openAudio(memoId, gone.signal)
    if (audio === null) throw recordingGone()
    await sendFile(audio, request, response, gone.signal)
  } catch (error) {
    if (gone.signal.aborted) return
    answerFailure(response, isMissing(error) ? recordingGone() : error, deps.log)
    // Failed half-way: a connection cut short is how HTTP says that it is not all there.
    if (response.headersSent) response.destroy()
  }
}

const sendFile = async (audio: { readonly path: string; readonly contentType: string }, request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> => {
  await using file = await open(audio.path, 'r')
  const stats = await file.stat()
  if (!stats.isFile()) throw recordingGone()
  const etag = `"${stats.size.toString(36)}-${Math.trunc(stats.mtimeMs).toString(36)}"`
  const isSameFile = request.headers['if-range'] === undefined || request.headers['if-range'] === etag
  const range = isSameFile ? parseByteRange(request.headers.range, stats.size) : null

  response.setHeader('content-security-policy', NO_PAGE_POLICY)
  response.setHeader('content-type', playableType(audio.contentType))
  response.setHeader('accept-ranges', 'bytes')
  response.setHeader('cache-control', 'private, no-cache')
  response.setHeader('etag', etag)
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'content-range': `bytes */${stats.size}`, 'content-length': 0 }).end()
    return
  }
  const { start, end } = range ?? { start: 0, end: stats.size - 1 }
  if (range !== null) response.setHeader('content-range', `bytes ${start}-${end}/${stats.size}`)
  response.writeHead(range === null ? 200 : 206, { 'content-length': end - start + 1 })
  if (request.method === 'HEAD' || end < start) {
    response.end()
    return
  }
  await pipeline(file.createReadStream({ start, end, autoClose: false }), response, { signal })
}

/** Browsers refuse to try QuickTime by its own name, and play what is inside when it is called MP4. */
const playableType = (contentType: string): string => {
  if (/^(audio|video)\/(quicktime|x-m4a|m4a|mp4)$/.test(contentType)) return 'audio/mp4'
  return /^(audio|video)\/[a-z0-9.+-]+$/.test(contentType) ? contentType : 'application/octet-stream'
}

const recordingGone = (): AppError => new AppError('FILE_GONE', 'The recording is no longer where it was. Its note is kept.')

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
