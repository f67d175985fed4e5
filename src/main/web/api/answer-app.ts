import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError } from '../../../contract/errors.ts'
import type { ApiSettings } from '../../../contract/local-api.ts'
import { SAFE_HEADERS } from '../../../contract/page.ts'
import type { ApiDoor, Denied, LocalApiWork, Log, McpTools } from '../../core/ports/index.ts'
import { toUrl } from '../answer.ts'
import { NO_PAGE_POLICY } from '../headers.ts'
import { lingerAfterRefusal } from '../refuse.ts'
import { corsHeaders, findStranger, fromOf, preflightHeaders, tokenOf } from './callers.ts'
import type { DoorPlace } from './callers.ts'
import { dialectOf, shapeRefusal } from './failures.ts'
import type { ErrorShapes, Refusal } from './failures.ts'
import { findRoute } from './find-route.ts'
import { readJson, tooLarge } from './read-json.ts'
import type { ApiContext, ApiRoute } from './route.ts'
import { answered, answerFailure, hasBody, toFailure, untilEnded } from './tell-app.ts'

export interface AnswerAppDeps {
  readonly door: Pick<ApiDoor, 'settings' | 'admit' | 'turnedAway'>
  readonly work: LocalApiWork
  readonly mcp: McpTools
  readonly temporaryFolder: string
  readonly version: string
  readonly log: Log
}

/** What is loaded when the door opens. */
export interface LoadedRoutes {
  readonly routes: readonly ApiRoute[]
  readonly errorOf: ErrorShapes
}

const TURNED_AWAY: ReadonlySet<number> = new Set([401, 403, 429, 503])

/** Answers one request of an app: who may not come in hears why, in the form that its client understands. */
export const answerApp = async (deps: AnswerAppDeps, { routes, errorOf }: LoadedRoutes, place: DoorPlace, request: IncomingMessage, response: ServerResponse, closing: AbortSignal): Promise<void> => {
  const { door, log } = deps
  const settings = door.settings()
  const url = toUrl(request.url)
  let dialect = dialectOf(url?.pathname ?? '')
  const refuse = (refusal: Refusal): void => {
    if (TURNED_AWAY.has(refusal.status)) door.turnedAway()
    answerFailure(request, response, shapeRefusal(errorOf, dialect, refusal))
  }
  for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value)
  response.setHeader('content-security-policy', NO_PAGE_POLICY)

  const objection = findStranger(request.headers, place, settings.allowedOrigins)
  if (objection !== null) return refuse({ status: 403, message: objection })
  for (const [name, value] of Object.entries(corsHeaders(request))) response.setHeader(name, value)
  if (url === null) return refuse({ status: 400, message: 'That is not an address of Freehold.' })
  if (request.method === 'OPTIONS' && request.headers.origin !== undefined) {
    response.writeHead(204, preflightHeaders(request)).end()
    return lingerAfterRefusal(request)
  }

  const leaving = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) leaving.abort()
  })
  const admitted = door.admit({ token: tokenOf(request.headers), from: fromOf(request, place), signal: AbortSignal.any([leaving.signal, closing]) })
  if ('status' in admitted) return refuse(toRefusal(admitted))

  const { caller, signal } = admitted
  let isTooLong = false
  try {
    const found = findRoute(routes, request.method ?? '', url.pathname)
    if ('methods' in found) return refuse(found.methods.length === 0 ? { status: 404, message: `There is nothing at ${url.pathname.slice(0, 200)}.` } : { status: 405, message: `${request.method} cannot be done here.`, headers: { allow: found.methods.join(', ') } })
    dialect = found.route.dialect
    const unfit = objectToBody(request, settings)
    if (unfit !== null) return refuse(unfit)
    if (request.headers.expect !== undefined) response.writeContinue()
    const context: ApiContext = {
      request,
      response,
      url,
      params: found.params,
      caller,
      signal,
      work: deps.work,
      mcp: deps.mcp,
      settings,
      temporaryFolder: deps.temporaryFolder,
      version: deps.version,
      log,
      readJson: () =>
        readJson(request, settings.maxBodyMegabytes * 1_000_000, signal).catch((error: unknown) => {
          isTooLong = error instanceof AppError && error.code === 'TOO_LARGE'
          throw error
        }),
    }
    await untilEnded(
      found.route.handle(context).then(() => answered(response)),
      signal,
    )
    lingerAfterRefusal(request)
  } catch (error) {
    const failure = toFailure(error, errorOf[dialect], signal, log)
    // The app is gone, or in the middle of an answer: there is nothing left to be said.
    if (failure === null || response.headersSent) response.destroy()
    // Not the model's context, which has a sentence of its own.
    else if (isTooLong && error instanceof AppError) refuse({ status: 413, message: error.message })
    else answerFailure(request, response, failure)
  } finally {
    admitted.end()
  }
}

const toRefusal = ({ status, message, retryAfterSeconds }: Denied): Refusal => ({
  status,
  message,
  headers: { ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}), ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }) },
})

const FORM = /^multipart\/form-data\b/i
// curl names a form or nothing where it sends JSON; a page of another site cannot come this far.
const TAKEN = /^(application\/json|application\/x-www-form-urlencoded|text\/plain|application\/[\w.-]+\+json)\s*(;|$)/i

const objectToBody = (request: IncomingMessage, { maxAudioMegabytes, maxBodyMegabytes }: ApiSettings): Refusal | null => {
  const { 'content-type': type = 'application/json', 'content-encoding': encoding = 'identity', 'content-length': length = '0' } = request.headers
  if (!hasBody(request)) return null
  const maxBytes = (FORM.test(type) ? maxAudioMegabytes : maxBodyMegabytes) * 1_000_000
  if (Number(length) > maxBytes) return { status: 413, message: tooLarge(maxBytes) }
  if (encoding !== 'identity') return { status: 415, message: 'A packed request is not taken. Send it as it is.' }
  return FORM.test(type) || TAKEN.test(type) ? null : { status: 415, message: 'Send JSON, or a form with a recording.' }
}
