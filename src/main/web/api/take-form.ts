import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { basename, extname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import { AppError } from '../../../contract/errors.ts'

export interface TakenForm {
  /** Each as often as it was sent. */
  readonly fields: ReadonlyMap<string, readonly string[]>
  /** The file of the name that was asked for; null where none was sent. */
  readonly file: { readonly path: string; readonly name: string } | null
}

export interface TakeFormOptions {
  readonly folder: string
  readonly fileField: string
  readonly maxMegabytes: number
  readonly signal: AbortSignal
}

/**
 * Takes a form with one file, which goes to the disk as it comes, and hands both on; whatever happens, the file is gone afterwards. TOO_LARGE
 * for a file beyond the limit, BAD_REQUEST for what is no form.
 */
export const withForm = async <T>(request: IncomingMessage, options: TakeFormOptions, use: (form: TakenForm) => Promise<T>): Promise<T> => {
  const maxBytes = Math.floor(options.maxMegabytes * 1_000_000)
  // The form around the file is a few hundred bytes; where its length is told, a file that is too large is not sent first.
  if (Number(request.headers['content-length'] ?? 0) > maxBytes + 1_000_000) throw tooLarge(options.maxMegabytes)
  const parser = parserOf(request, maxBytes)
  const folder = await mkdtemp(join(options.folder, 'form-'))
  try {
    return await use(await takeForm(request, parser, folder, options))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const parserOf = (request: IncomingMessage, maxBytes: number): BusboyInstance => {
  const type = request.headers['content-type'] ?? ''
  if (!/^multipart\/form-data\b/i.test(type)) throw new AppError('BAD_REQUEST', 'The request has to be a form with a file: content-type multipart/form-data.', { cause: { status: 415 } })
  try {
    return new Busboy({ headers: { ...request.headers, 'content-type': type }, limits: { fileSize: maxBytes, files: 1, fields: 64, parts: 66, fieldSize: 64_000, fieldNameSize: 200 } })
  } catch {
    throw noForm()
  }
}

const takeForm = async (request: IncomingMessage, parser: BusboyInstance, folder: string, { fileField, maxMegabytes, signal }: TakeFormOptions): Promise<TakenForm> => {
  const fields = new Map<string, string[]>()
  const stop = new AbortController()
  let file: TakenForm['file'] = null
  let saved: Promise<void> = Promise.resolve()
  const fail = (error: unknown): void => stop.abort(error)
  // Both ends: what is left of a form that breaks off would be waited for.
  const ended = AbortSignal.any([signal, stop.signal])

  parser.on('field', (name, value) => fields.set(name, [...(fields.get(name) ?? []), value]))
  parser.on('file', (name, body, fileName) => {
    if (name !== fileField) {
      body.resume()
      return
    }
    file = { path: join(folder, `audio${endingOf(fileName)}`), name: basename(fileName ?? '').slice(-200) || 'audio' }
    body.once('limit', () => fail(tooLarge(maxMegabytes)))
    saved = pipeline(body, createWriteStream(file.path, { flags: 'wx', mode: 0o600 }), { signal: ended })
    saved.catch(fail)
  })
  for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const) parser.once(limit, () => fail(new AppError('BAD_REQUEST', 'The form has too many parts: one file, and its fields.')))

  try {
    await pipeline(request.iterator({ destroyOnReturn: false }), parser, { signal: ended })
    await saved
  } catch (error) {
    await saved.catch(() => {})
    if (signal.aborted) throw signal.reason
    throw wordsFor(stop.signal.aborted ? stop.signal.reason : error)
  }
  return { fields, file }
}

// The ending tells a decoder what to expect; everything else of a name is the app's and no path here.
const endingOf = (name: string | undefined): string => /^\.[A-Za-z0-9]{1,8}$/.exec(extname(name ?? ''))?.[0].toLowerCase() ?? ''

// What the disk says has a code of the system; all else is said by the reader of the form.
const wordsFor = (error: unknown): unknown => {
  if (error instanceof AppError) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('DISK_FULL', 'The disk has no room for the recording.', { next: 'Free some space and send it again.', cause: error })
  return typeof code === 'string' ? error : noForm()
}

const noForm = (): AppError => new AppError('BAD_REQUEST', 'The form cannot be read: it is cut short, or is no multipart/form-data.')

const tooLarge = (maxMegabytes: number): AppError =>
  new AppError('TOO_LARGE', `The recording is larger than the ${maxMegabytes.toLocaleString('en-US')} MB that are taken from an app.`, { next: 'Raise api.maxAudioMegabytes in the settings.', cause: { status: 413 } })
