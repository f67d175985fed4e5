import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PendingAttachment } from '../../contract/attachments.ts'
import type { DictateAnswer } from '../../contract/wire.ts'
import type { Log } from '../core/ports/index.ts'
import { answerFailure, answerJson, lingerAfterRefusal } from './refuse.ts'
import { fileNameOf, limited, tooLarge } from './take-file.ts'
import { bodyOf } from './take-upload.ts'

/** Takes the bytes of one file that goes with a turn. */
export type ReceiveAttachment = (file: { readonly name: string; readonly body: AsyncIterable<Uint8Array>; readonly signal: AbortSignal }) => Promise<PendingAttachment>

/** Writes down what was said into the microphone. */
export type Dictate = (recording: { readonly body: AsyncIterable<Uint8Array>; readonly signal: AbortSignal }) => Promise<DictateAnswer>

export interface TakeAttachmentDeps {
  readonly receiveAttachment: ReceiveAttachment
  readonly dictate: Dictate
  readonly maxUploadBytes: () => number
  readonly log: Log
}

// An hour of what a browser records, many times over.
const MOST_DICTATED_BYTES = 200_000_000

/** Takes `PUT /attach?name=…`, and answers with the attachment as it is being read. */
export const takeAttachment = (url: URL, request: IncomingMessage, response: ServerResponse, deps: TakeAttachmentDeps): Promise<void> =>
  take(request, response, deps.log, deps.maxUploadBytes(), (sent) => deps.receiveAttachment({ name: fileNameOf(url.searchParams.get('name')), ...sent() }))

/** Takes `PUT /dictate`, and answers with the words when they are written down; a page that goes away ends the work. */
export const takeDictation = (request: IncomingMessage, response: ServerResponse, deps: TakeAttachmentDeps): Promise<void> =>
  take(request, response, deps.log, Math.min(deps.maxUploadBytes(), MOST_DICTATED_BYTES), (sent) => deps.dictate(sent()))

interface Sent {
  readonly body: AsyncIterable<Uint8Array>
  readonly signal: AbortSignal
}

const take = async (request: IncomingMessage, response: ServerResponse, log: Log, maxBytes: number, hand: (sent: () => Sent) => Promise<unknown>): Promise<void> => {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  try {
    const answer = await hand(() => {
      if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
      return { body: limited(bodyOf(request, response), maxBytes), signal: gone.signal }
    })
    answerJson(response, 200, answer)
  } catch (error) {
    if (gone.signal.aborted) return
    if (!request.complete) response.setHeader('connection', 'close')
    answerFailure(response, error, log)
  }
  lingerAfterRefusal(request)
}
