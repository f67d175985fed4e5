import { type MessagePort, workerData } from 'node:worker_threads'
import { AppError } from '../../../contract/errors.ts'
import type { ReadDocument } from '../../core/ports/index.ts'
import type { FromReader, ToReader } from './messages.ts'
import { readDocument } from './read-document.ts'

/** Reads the files it is told to, within the thread; `read` is another one in tests only. */
export const serveReader = (read: (path: string, name: string) => Promise<ReadDocument> = readDocument): void => {
  const { port } = workerData as { readonly port: MessagePort }
  const post = (message: FromReader): void => port.postMessage(message)
  port.on('message', ({ path, name }: ToReader) => {
    read(path, name).then(
      (document) => post({ type: 'read', ...document }),
      // What a parser throws may carry the text, and says no more to a person than that the file is odd.
      (error: unknown) => post(error instanceof AppError ? { type: 'failed', code: error.code, message: error.message, ...(error.next === undefined ? {} : { next: error.next }) } : { type: 'failed', code: 'DAMAGED', message: DAMAGED }),
    )
  })
}

const DAMAGED = 'This file is damaged and cannot be read.'
