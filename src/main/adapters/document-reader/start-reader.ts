import { MessageChannel, Worker } from 'node:worker_threads'
import { AppError } from '../../../contract/errors.ts'
import type { ReadDocument } from '../../core/ports/index.ts'
import { FromReaderSchema, type ToReader } from './messages.ts'

export interface ReaderLimits {
  readonly readMs: number
  /** By how much the process may grow over one file. */
  readonly growthBytes: number
}

export interface Reader {
  /** One at a time. Rejects with AppError; whatever the file does to the thread ends the thread and not the host. */
  read(request: ToReader, signal: AbortSignal): Promise<ReadDocument>
  isUsable(): boolean
  end(): Promise<void>
}

const HEAP_MB = 512
const LOOK_MS = 50

/** Starts the thread in which documents are read. It sees no environment, and what it prints is thrown away. */
export const startReader = (workerPath: string, { readMs, growthBytes }: ReaderLimits): Reader => {
  const { port1: port, port2 } = new MessageChannel()
  const worker = new Worker(workerPath, {
    name: 'read', env: {}, workerData: { port: port2 }, transferList: [port2], resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, stackSizeMb: 4 }, stdout: true, stderr: true,
  })
  worker.stdout.resume()
  worker.stderr.resume()
  let asked: PromiseWithResolvers<ReadDocument> | null = null
  let isGone = false

  const gone = (failure: AppError): void => {
    if (isGone) return
    isGone = true
    port.close()
    asked?.reject(failure)
  }
  const end = async (failure = ended()): Promise<void> => {
    gone(failure)
    await worker.terminate()
  }
  port.on('message', (raw: unknown) => {
    const message = FromReaderSchema.safeParse(raw)
    if (!message.success) asked?.reject(damaged())
    else if (message.data.type === 'failed') asked?.reject(new AppError(message.data.code, message.data.message, { next: message.data.next }))
    else asked?.resolve({ kind: message.data.kind, title: message.data.title, text: message.data.text, notice: message.data.notice })
  })
  worker.on('error', (error: Error & { readonly code?: string }) => gone(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch() : damaged()))
  worker.on('exit', () => gone(damaged()))
  // An idle reader keeps no program from ending.
  worker.unref()
  port.unref()

  const read = async (request: ToReader, signal: AbortSignal): Promise<ReadDocument> => {
    signal.throwIfAborted()
    const mine = Promise.withResolvers<ReadDocument>()
    asked = mine
    const abort = (): void => {
      mine.reject(signal.reason)
      void end()
    }
    signal.addEventListener('abort', abort, { once: true })
    const timer = setTimeout(() => void end(tooLong(readMs)), readMs)
    // What a parser unpacks lies outside of the heap that the thread is limited to.
    const before = process.memoryUsage.rss()
    const watch = setInterval(() => {
      if (process.memoryUsage.rss() - before > growthBytes) void end(tooMuch())
    }, LOOK_MS)
    try {
      port.postMessage(request)
      return await mine.promise
    } finally {
      clearTimeout(timer)
      clearInterval(watch)
      signal.removeEventListener('abort', abort)
      asked = null
    }
  }
  return { read, isUsable: () => !isGone, end: () => end() }
}

const SMALLER = { next: 'Save the part you need as a file of its own.' }
const damaged = (): AppError => new AppError('DAMAGED', 'This file is damaged and cannot be read.')
const ended = (): AppError => new AppError('DAMAGED', 'Freehold was closed before this file was read.', { next: 'Attach it again.' })
const tooMuch = (): AppError => new AppError('TOO_LARGE', 'Reading this file takes more memory than Freehold gives it.', SMALLER)
const tooLong = (readMs: number): AppError => new AppError('TOO_LARGE', `This file was not read within ${Math.round(readMs / 1000)} seconds.`, SMALLER)
