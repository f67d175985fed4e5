import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ModelAnswer } from '../../contract/wire.ts'
import type { Log } from '../core/ports/index.ts'
import { answerFailure, answerJson, lingerAfterRefusal } from './refuse.ts'
import { fileNameOf } from './take-file.ts'
import { bodyOf } from './take-upload.ts'

/** Takes in a model's file as a browser sends it. */
export type ReceiveModel = (file: { readonly name: string; readonly sizeBytes: number | null; readonly body: AsyncIterable<Uint8Array>; readonly signal: AbortSignal }) => Promise<ModelAnswer>

export interface TakeModelDeps {
  readonly receiveModel: ReceiveModel
  readonly log: Log
}

/** Takes `PUT /model?name=…`; nothing is left of one that breaks off. What bounds it is the disk, which is looked at first. */
export const takeModel = async (url: URL, request: IncomingMessage, response: ServerResponse, { receiveModel, log }: TakeModelDeps): Promise<void> => {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  try {
    const said = request.headers['content-length']
    const sizeBytes = said === undefined ? null : Number(said)
    answerJson(response, 200, await receiveModel({ name: fileNameOf(url.searchParams.get('name')), sizeBytes, body: bodyOf(request, response), signal: gone.signal }))
  } catch (error) {
    if (gone.signal.aborted) return
    if (!request.complete) response.setHeader('connection', 'close')
    answerFailure(response, error, log)
  }
  lingerAfterRefusal(request)
}
