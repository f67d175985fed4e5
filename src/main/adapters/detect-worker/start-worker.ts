import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { Detection, Person } from '../../core/ports/index.ts'
import { type FromWorker, FromWorkerSchema, type ToWorker } from './messages.ts'

export interface DetectWorker {
  /** Settles when it can take texts; null when it cannot be started. Does not reject. */
  readonly ready: Promise<boolean>
  isUsable(): boolean
  /** What is found in one slice; null when it failed, was late (which ends the worker) or the worker went. One at a time. */
  find(text: string, limitMs: number): Promise<Detection | null>
  setPeople(people: readonly Person[]): void
  end(): Promise<void>
}

const MEMORY_MB = 256

/** Starts the thread in which texts are looked through. It sees no environment and gets nothing but texts and names. */
export const startWorker = ({ workerPath, startMs, onGone }: { readonly workerPath: string; readonly startMs: number; readonly onGone: () => unknown }): DetectWorker => {
  const { port1: port, port2 } = new MessageChannel()
  const worker = new Worker(workerPath, { name: 'detect', env: {}, workerData: { port: port2 }, transferList: [port2], resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } })
  const ready = Promise.withResolvers<boolean>()
  let waiting: { readonly id: number; readonly length: number; readonly resolve: (found: Detection | null) => void } | null = null
  let count = 0
  let isGone = false

  const answer = (found: Detection | null): void => {
    const asked = waiting
    waiting = null
    asked?.resolve(found)
  }
  const gone = (): void => {
    if (isGone) return
    isGone = true
    clearTimeout(startTimer)
    port.close()
    ready.resolve(false)
    answer(null)
    onGone()
  }
  const end = async (): Promise<void> => {
    gone()
    await worker.terminate()
  }
  const onMessage = (raw: unknown): void => {
    const parsed = FromWorkerSchema.safeParse(raw)
    const message: FromWorker | null = parsed.success ? parsed.data : null
    if (message?.type === 'ready') {
      clearTimeout(startTimer)
      ready.resolve(true)
    } else if (message === null) answer(null)
    else if (message.id === waiting?.id) answer(message.type === 'found' && fits(message, waiting.length) ? { details: message.details, people: message.people } : null)
  }

  const startTimer = setTimeout(() => void end(), startMs)
  port.on('message', onMessage)
  worker.on('error', gone)
  worker.on('exit', gone)
  // An idle detector keeps no program from ending.
  worker.unref()
  port.unref()

  const post = (message: ToWorker): void => port.postMessage(message)

  const find = async (text: string, limitMs: number): Promise<Detection | null> => {
    if (isGone) return null
    count += 1
    const id = count
    const found = Promise.withResolvers<Detection | null>()
    waiting = { id, length: text.length, resolve: found.resolve }
    const timer = setTimeout(() => {
      // An answer that is here already was not late: it was this thread that had no time to look.
      const late = receiveMessageOnPort(port) as { readonly message: unknown } | undefined
      if (late !== undefined) onMessage(late.message)
      if (waiting?.id === id) void end()
    }, limitMs)
    post({ type: 'find', id, text })
    try {
      return await found.promise
    } finally {
      clearTimeout(timer)
    }
  }

  return { ready: ready.promise, isUsable: () => !isGone, find, setPeople: (people) => (isGone ? undefined : post({ type: 'people', people: people.map(({ name, aliases }) => ({ name, aliases: [...aliases] })) })), end }
}

const fits = ({ details }: { readonly details: readonly { readonly start: number; readonly end: number }[] }, length: number): boolean => details.every(({ start, end }) => start >= 0 && start < end && end <= length)
