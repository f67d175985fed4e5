import { RefusalSchema, TOKEN_HEADER, UploadLineSchema, type UploadAnswer, type UploadHead } from '../../contract/wire.ts'
import { refused, sendFile } from './send-file.ts'

export interface UploadTogetherOptions {
  /** Called once for each file, as soon as it is known what became of it. */
  readonly onSettled: (file: File, outcome: PromiseSettledResult<UploadAnswer>) => void
  readonly signal: AbortSignal
}

/**
 * Sends small files in one request. What is left without an answer when it breaks off, as when one of them cannot be read any
 * more, is sent by itself, so that each has a fate of its own. Rejects only when it is cancelled.
 */
export const sendFiles = async (files: readonly File[], token: string, { onSettled, signal }: UploadTogetherOptions): Promise<void> => {
  const left = new Map(files.entries())
  const settle = (index: number | null, outcome: PromiseSettledResult<UploadAnswer>): void => {
    const file = index === null ? undefined : left.get(index)
    if (index === null || file === undefined) return
    left.delete(index)
    onSettled(file, outcome)
  }
  try {
    for await (const line of linesOf(await send(files, token, signal))) {
      const answered = UploadLineSchema.parse(JSON.parse(line))
      settle(answered.index, 'taken' in answered ? { status: 'fulfilled', value: answered.taken } : { status: 'rejected', reason: refused(answered.refused) })
    }
  } catch {
    signal.throwIfAborted()
  }
  for (const [index, file] of left) {
    signal.throwIfAborted()
    const [outcome] = await Promise.allSettled([sendFile(file, token, { signal })])
    // It may be known from a moment ago, when its answer was lost: that is no second recording of the person's.
    settle(index, outcome.status === 'fulfilled' ? { ...outcome, value: { ...outcome.value, duplicate: false } } : outcome)
  }
}

const send = async (files: readonly File[], token: string, signal: AbortSignal): Promise<Response> => {
  // A file in a Blob is named and not read: the browser streams it from the disk when its turn comes. Sliced, it has the size
  // that its head says or none at all, whatever is written to it meanwhile.
  const body = new Blob(files.flatMap((file) => [headOf(file), file.slice(0, file.size)]))
  const headers = { 'content-type': 'application/octet-stream', ...(token !== '' && { [TOKEN_HEADER]: token }) }
  const response = await fetch('/uploads', { method: 'PUT', headers, body, signal })
  if (!response.ok) throw refused(RefusalSchema.parse(await response.json()))
  return response
}

const headOf = ({ name, lastModified, size }: File): string => `${JSON.stringify({ name, modified: lastModified, size } satisfies UploadHead)}\n`

async function* linesOf({ body }: Response): AsyncGenerator<string, void, void> {
  if (body === null) return
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}
