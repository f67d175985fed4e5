import { ORPCError } from '@orpc/client'
import { RefusalSchema, TOKEN_HEADER, UploadAnswerSchema, type UploadAnswer } from '../../contract/wire.ts'
import { LinkLostError } from './line.ts'

export interface UploadOptions {
  readonly onProgress?: (fraction: number) => void
  readonly signal: AbortSignal
}

/** Streams a file's bytes to the host. `XMLHttpRequest` and not `fetch`, which tells nothing of how far it is. */
export const sendFile = (file: File, token: string, { onProgress, signal }: UploadOptions): Promise<UploadAnswer> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const request = new XMLHttpRequest()
    const abort = (): void => request.abort()
    const settle = (act: () => void): void => {
      signal.removeEventListener('abort', abort)
      act()
    }
    signal.addEventListener('abort', abort, { once: true })
    request.open('PUT', `/upload?${new URLSearchParams({ name: file.name, modified: String(file.lastModified) })}`)
    if (token !== '') request.setRequestHeader(TOKEN_HEADER, token)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress?.(total === 0 ? 1 : loaded / total))
    request.addEventListener('load', () => settle(() => answer(request).then(resolve, reject)))
    request.addEventListener('error', () => settle(() => reject(new LinkLostError())))
    request.addEventListener('abort', () => settle(() => reject(signal.reason)))
    request.send(file)
  })

const answer = async ({ status, responseText }: XMLHttpRequest): Promise<UploadAnswer> => {
  const body: unknown = JSON.parse(responseText)
  if (status === 200) return UploadAnswerSchema.parse(body)
  const { code, message, next } = RefusalSchema.parse(body)
  throw new ORPCError(code, { message, data: { next } })
}
