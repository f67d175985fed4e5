import { ORPCError } from '@orpc/client'
import { ModelAnswerSchema, RefusalSchema, TOKEN_HEADER, UploadAnswerSchema, type ModelAnswer, type Refusal, type UploadAnswer } from '../../contract/wire.ts'
import { LinkLostError } from './line.ts'

export interface UploadOptions {
  readonly onProgress?: (fraction: number) => void
  readonly signal: AbortSignal
}

/** Sends a recording to be written down. */
export const sendFile = async (file: File, token: string, options: UploadOptions): Promise<UploadAnswer> =>
  UploadAnswerSchema.parse(await sendTo(`/upload?${new URLSearchParams({ name: file.name, modified: String(file.lastModified) })}`, file, token, options))

/** Sends a model's file to be kept with the others. */
export const sendModel = async (file: File, token: string, options: UploadOptions): Promise<ModelAnswer> =>
  ModelAnswerSchema.parse(await sendTo(`/model?${new URLSearchParams({ name: file.name })}`, file, token, options))

/** Streams a file's bytes to one of the host's doors. `XMLHttpRequest` and not `fetch`, which tells nothing of how far it is. */
const sendTo = (address: string, file: File, token: string, { onProgress, signal }: UploadOptions): Promise<unknown> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const request = new XMLHttpRequest()
    const abort = (): void => request.abort()
    const settle = (act: () => void): void => {
      signal.removeEventListener('abort', abort)
      act()
    }
    signal.addEventListener('abort', abort, { once: true })
    request.open('PUT', address)
    if (token !== '') request.setRequestHeader(TOKEN_HEADER, token)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress?.(total === 0 ? 1 : loaded / total))
    request.addEventListener('load', () => settle(() => answer(request).then(resolve, reject)))
    request.addEventListener('error', () => settle(() => void whyUnsent(file).then(reject)))
    request.addEventListener('abort', () => settle(() => reject(signal.reason)))
    request.send(file)
  })

/** A browser says of a file that it cannot read no more than of a host that is not there. */
export const whyUnsent = (file: Blob): Promise<Error> => file.slice(0, 1).arrayBuffer().then(() => new LinkLostError(), fileGone)

const fileGone = (): Error => new ORPCError('FILE_GONE', { message: 'The file cannot be read any more: it was moved or changed after it was dropped.', data: { next: 'Drop it again.' } })

const answer = async ({ status, responseText }: XMLHttpRequest): Promise<unknown> => {
  const body: unknown = JSON.parse(responseText)
  if (status === 200) return body
  throw refused(RefusalSchema.parse(body))
}

/** The host's refusal as the failure that a call would have. */
export const refused = ({ code, message, next }: Refusal): ORPCError<string, unknown> => new ORPCError(code, { message, data: { next } })
