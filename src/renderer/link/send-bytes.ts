import { RefusalSchema, TOKEN_HEADER } from '../../contract/wire.ts'
import { refused, whyUnsent } from './send-file.ts'

/** Sends bytes to one of the host's doors and gives what it answers. For what needs no progress. */
export const sendBytes = async (address: string, body: Blob, token: string, signal: AbortSignal): Promise<unknown> => {
  const response = await fetch(address, {
    method: 'PUT',
    body,
    signal,
    headers: { 'content-type': 'application/octet-stream', ...(token === '' ? {} : { [TOKEN_HEADER]: token }) },
  }).catch(async (error: unknown) => {
    signal.throwIfAborted()
    throw error instanceof TypeError ? await whyUnsent(body) : error
  })
  const answer: unknown = await response.json()
  if (response.ok) return answer
  throw refused(RefusalSchema.parse(answer))
}
