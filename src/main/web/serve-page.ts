import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import sirv from 'sirv'
import { pagePolicy } from './headers.ts'
import { answerText } from './refuse.ts'

/** Serves the built page. sirv lists its files once, so that no path can lead out of the folder. */
export const createPage = (staticFolder: string): ((request: IncomingMessage, response: ServerResponse, socketOrigin: string) => void) => {
  const isBuilt = existsSync(join(staticFolder, 'index.html'))
  const files = isBuilt
    ? sirv(staticFolder, {
        etag: true,
        // A file's name holds its content's hash, all but the page itself.
        setHeaders: (response, path) => response.setHeader('cache-control', path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
      })
    : null

  return (request, response, socketOrigin) => {
    if (files === null) {
      answerText(response, 503, 'Freehold runs, but its page is not built yet. Type "npm run build", then start Freehold again.')
      return
    }
    // Files of the page are small: whole or not at all.
    delete request.headers.range
    response.setHeader('content-security-policy', pagePolicy(socketOrigin))
    files(request, response, () => answerText(response, 404, 'There is nothing here.'))
  }
}
