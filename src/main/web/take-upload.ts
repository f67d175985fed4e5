import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerFailure, answerJson, lingerAfterRefusal } from './refuse.ts'
import { takeFile, type TakeFileDeps } from './take-file.ts'

/** Takes `PUT /upload?name=…&modified=…`: one file, and nothing is left of one that breaks off. */
export const takeUpload = async (url: URL, request: IncomingMessage, response: ServerResponse, deps: TakeFileDeps): Promise<void> => {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const { name, modified } = Object.fromEntries(url.searchParams)
  try {
    const sizeBytes = Number(request.headers['content-length'] ?? 0)
    answerJson(response, 200, await takeFile({ name, modified, sizeBytes, body: bodyOf(request, response), signal: gone.signal }, deps))
  } catch (error) {
    if (gone.signal.aborted) return
    if (!request.complete) response.setHeader('connection', 'close')
    answerFailure(response, error, deps.log)
  }
  lingerAfterRefusal(request)
}

/** What is sent; one who asks first is told to send when the first of it is wanted. */
export async function* bodyOf(request: IncomingMessage, response: ServerResponse): AsyncGenerator<Uint8Array, void, void> {
  if (request.headers.expect !== undefined) response.writeContinue()
  // Left alone when the reader stops early: the answer goes over the same socket.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk as Buffer
}
