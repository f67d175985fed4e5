import type { IncomingMessage, ServerResponse } from 'node:http'
import { SAFE_HEADERS } from '../../contract/page.ts'
import type { Log } from '../core/ports/index.ts'
import type { SessionAnswer } from '../../contract/wire.ts'
import { findCode, findForeign, findHeaderToken, findUnnamed, type Objection } from './guard.ts'
import { NO_PAGE_POLICY } from './headers.ts'
import type { OpeningCodes } from './opening-codes.ts'
import { answerFailure, answerJson, answerText, lingerAfterRefusal } from './refuse.ts'
import { serveAudio, type ServeAudioDeps } from './serve-audio.ts'
import { takeAttachment, takeDictation, type TakeAttachmentDeps } from './take-attachment.ts'
import { takeModel, type TakeModelDeps } from './take-model.ts'
import type { TakeFileDeps } from './take-file.ts'
import { takeUpload } from './take-upload.ts'
import { takeUploads } from './take-uploads.ts'

export interface AnswerDeps extends ServeAudioDeps, TakeFileDeps, TakeAttachmentDeps, TakeModelDeps {
  readonly servePage: (request: IncomingMessage, response: ServerResponse, socketOrigin: string) => void
  readonly token: string
  readonly codes: OpeningCodes
  readonly log: Log
}

/**
 * Answers one HTTP request. `port` is null on the unix socket, whose callers the file system has let in: there nothing is
 * asked of them, and there is no page.
 */
export const answerRequest = async (request: IncomingMessage, response: ServerResponse, port: number | null, deps: AnswerDeps): Promise<void> => {
  for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value)
  response.setHeader('content-security-policy', NO_PAGE_POLICY)
  const url = toUrl(request.url)
  if (url === null) return refuse(request, response, 400)
  const objection = port === null ? null : objectTo(request, url, port, deps)
  if (objection !== null) {
    deps.log.warn('web.turned-away', { objection })
    return refuse(request, response, objection === 'token' || objection === 'code' ? 401 : 403)
  }

  const asks = `${request.method} ${url.pathname}`
  const reads = request.method === 'GET' || request.method === 'HEAD'
  try {
    if (asks === 'PUT /upload') await takeUpload(url, request, response, deps)
    else if (asks === 'PUT /uploads') await takeUploads(request, response, deps)
    else if (asks === 'PUT /attach') await takeAttachment(url, request, response, deps)
    else if (asks === 'PUT /model') await takeModel(url, request, response, deps)
    else if (asks === 'PUT /dictate') await takeDictation(request, response, deps)
    else if (asks === 'POST /session' && port !== null) answerJson(response, 200, { token: deps.token } satisfies SessionAnswer)
    else if (!reads) refuse(request, response, 405)
    else if (asks === 'GET /session') response.writeHead(204, { 'cache-control': 'no-store' }).end()
    else if (url.pathname.startsWith('/audio/')) await serveAudio(url, request, response, deps)
    else if (port !== null) deps.servePage(request, response, `ws://${request.headers.host}`)
    else refuse(request, response, 404)
  } catch (error) {
    answerFailure(response, error, deps.log)
  }
}

const objectTo = ({ method, headers }: IncomingMessage, url: URL, port: number, { token, codes }: AnswerDeps): Objection | null => {
  const foreign = findForeign(headers, port)
  if (foreign !== null) return foreign
  if (method === 'PUT') return findUnnamed(headers) ?? findHeaderToken(headers, token)
  if (method === 'POST' && url.pathname === '/session') return findUnnamed(headers) ?? findCode(headers, codes)
  return url.pathname === '/session' ? findHeaderToken(headers, token) : null
}

/** The path as it was asked for; null for anything but a path (`GET http://elsewhere/` is what a proxy is asked). */
export const toUrl = (path: string | undefined): URL | null =>
  path?.startsWith('/') && !path.startsWith('//') && URL.canParse(path, 'http://freehold') ? new URL(path, 'http://freehold') : null

const SENTENCE_BY_STATUS = {
  400: 'That is not an address of Freehold.',
  401: 'This address was used before, or belongs to an earlier start of Freehold. Open the one that it showed when it started.',
  403: 'Freehold only answers its own page on this machine.',
  404: 'There is nothing here.',
  405: 'That cannot be done here.',
}

const refuse = (request: IncomingMessage, response: ServerResponse, status: keyof typeof SENTENCE_BY_STATUS): void => {
  if (!request.complete) response.setHeader('connection', 'close')
  answerText(response, status, SENTENCE_BY_STATUS[status])
  lingerAfterRefusal(request)
}
