import type { IncomingMessage, ServerResponse } from 'node:http'
import type { UploadLine } from '../../contract/wire.ts'
import { readFiles } from './read-files.ts'
import { answerFailure, lingerAfterRefusal, toRefusal } from './refuse.ts'
import { takeFile, type TakeFileDeps } from './take-file.ts'
import { bodyOf } from './take-upload.ts'

/** While one comes in, those before it are put on the disk and looked at. Their bytes are no longer in memory then. */
const AT_ONCE = 32

/** Takes `PUT /uploads`: many small files in one body, each answered by itself, and none spoils another. */
export const takeUploads = async (request: IncomingMessage, response: ServerResponse, deps: TakeFileDeps): Promise<void> => {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const { signal } = gone
  // The request breaks off a moment before its answer is closed.
  const isGone = (): boolean => signal.aborted || request.errored !== null
  const running = new Set<Promise<void>>()
  // Never waited for: a browser reads no answer before it has sent everything. So many files, so many short lines.
  const answer = (line: UploadLine): void => {
    if (isGone()) return
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
    response.write(`${JSON.stringify(line)}\n`)
  }

  try {
    for await (const { index, leave, ...file } of readFiles(bodyOf(request, response))) {
      const taking = takeFile({ ...file, signal }, deps)
        .then((taken) => answer({ index, taken }))
        .catch((error: unknown) => {
          if (!isGone()) answer({ index, refused: toRefusal(error, deps.log) })
        })
        .finally(() => {
          leave()
          running.delete(taking)
        })
      running.add(taking)
      if (running.size >= AT_ONCE) await Promise.race(running)
    }
    await Promise.all(running)
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
  } catch (error) {
    await Promise.all(running)
    if (isGone()) return
    if (!response.headersSent) {
      if (!request.complete) response.setHeader('connection', 'close')
      answerFailure(response, error, deps.log)
      return lingerAfterRefusal(request)
    }
    answer({ index: null, refused: toRefusal(error, deps.log) })
  }
  response.end()
  lingerAfterRefusal(request)
}
