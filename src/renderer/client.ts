import { createORPCClient, ORPCError, type ClientLink } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { PendingAttachment } from '../contract/attachments.ts'
import type { contract } from '../contract/index.ts'
import { AttachAnswerSchema, BRIDGE, DictateAnswerSchema, type ModelAnswer, type UploadAnswer } from '../contract/wire.ts'
import { callOver } from './link/call-over.ts'
import { type Line, LinkLostError, LinkRefusedError } from './link/line.ts'
import { takePageToken } from './link/page-token.ts'
import { takePortLines } from './link/port-lines.ts'
import { sendBytes } from './link/send-bytes.ts'
import { sendFile, sendModel, type UploadOptions } from './link/send-file.ts'
import { sendFiles, type UploadTogetherOptions } from './link/send-files.ts'
import { openSocketLines } from './link/socket-lines.ts'

export type { UploadOptions } from './link/send-file.ts'

export type Api = ContractRouterClient<typeof contract>

/** `lost`: the host cannot be reached and is tried again by itself. `refused`: it was started anew, with a new address. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused'

/** What a person reads of a failure. */
export interface ShownProblem {
  readonly message: string
  readonly next?: string | undefined
}

export interface Client {
  /** Calls on a lost link fail at once; none is repeated by itself. A stream ends with an error when the link is lost. */
  readonly api: Api
  state(): ConnectionState
  onState(listener: (state: ConnectionState) => void): () => void
  /** Called each time the link is open again after a loss: subscribe and read the snapshots anew. */
  onReconnect(listener: () => void): () => void
  /** Sends a dropped file's bytes to the host; where `pathForFile` gives a path, `api.memos.add` is cheaper. */
  upload(file: File, options: UploadOptions): Promise<UploadAnswer>
  /** Sends small files in one request, each with an outcome of its own; rejects only when it is cancelled. */
  uploadTogether(files: readonly File[], options: UploadTogetherOptions): Promise<void>
  /** Sends a model file's bytes to the host; where `pathForFile` gives a path, `api.models.addFile` is cheaper. */
  uploadModel(file: File, options: UploadOptions): Promise<ModelAnswer>
  /** Sends the bytes of what goes with a turn; where `pathForFile` gives a path, `api.attachments.add` is cheaper. */
  attach(file: File, signal: AbortSignal): Promise<PendingAttachment>
  /** Has what was said written down on the host's machine; empty when nothing was. */
  dictate(recording: Blob, signal: AbortSignal): Promise<string>
  /** The file's path on this machine under Electron; null in a browser, and for files that have none. */
  pathForFile(file: File): string | null
  /** From `MemoDetail.audioPath` to what an <audio> element loads. */
  audioUrl(path: string): string
  close(): void
}

/** Connects the page to its host: by the port that Electron hands over, or by a WebSocket to where the page came from. */
export const connect = (): Client => {
  const bridge = (window as { readonly [BRIDGE]?: { pathForFile(file: File): string } })[BRIDGE]
  const token = bridge === undefined ? takePageToken() : Promise.resolve('')
  const stateListeners = new Set<(state: ConnectionState) => void>()
  const reconnectListeners = new Set<() => void>()
  let state: ConnectionState = 'connecting'
  let link: ClientLink<Record<never, never>> | null = null
  let wasLost = false
  // The first calls of a page come before the line does, and wait for it.
  const first = Promise.withResolvers<void>()

  const enter = (next: ConnectionState): void => {
    if (next !== 'connecting') first.resolve()
    if (next === state) return
    state = next
    for (const listener of stateListeners) listener(next)
  }
  const onLine = (line: Line): void => {
    link = callOver(line)
    enter('open')
    if (wasLost) for (const listener of reconnectListeners) listener()
    wasLost = false
  }
  const lose = (next: 'lost' | 'refused'): void => {
    link = null
    wasLost = true
    enter(next)
  }
  const events = { onLine, onLost: () => lose('lost'), onRefused: () => lose('refused') }
  const lines = bridge === undefined ? openSocketLines(token, events) : takePortLines(events)

  const api: Api = createORPCClient({
    call: async (path, input, options) => {
      await first.promise
      if (link === null) throw state === 'refused' ? new LinkRefusedError() : new LinkLostError()
      return link.call(path, input, options)
    },
  })

  return {
    api,
    state: () => state,
    onState: (listener) => listen(stateListeners, listener),
    onReconnect: (listener) => listen(reconnectListeners, listener),
    upload: async (file, options) => sendFile(file, await token, options),
    uploadTogether: async (files, options) => sendFiles(files, await token, options),
    uploadModel: async (file, options) => sendModel(file, await token, options),
    attach: async (file, signal) => {
      const answer = await sendBytes(`/attach?${new URLSearchParams({ name: file.name })}`, file, await token, signal)
      // Its shape is the host's own; the whole schema would weigh on the page.
      AttachAnswerSchema.parse(answer)
      return answer as PendingAttachment
    },
    dictate: async (recording, signal) => DictateAnswerSchema.parse(await sendBytes('/dictate', recording, await token, signal)).text,
    // Electron gives '' for a file that was made in the page and lies nowhere.
    pathForFile: (file) => bridge?.pathForFile(file) || null,
    // The same in both: under Electron the page's own scheme passes it on to the host.
    audioUrl: (path) => path,
    close: () => {
      lines.close()
      lose('lost')
    },
  }
}

const listen = <T>(listeners: Set<T>, listener: T): (() => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** The words for a failure of the client; null when the person cancelled it. */
export const problemOf = (error: unknown): ShownProblem | null => {
  if (error instanceof LinkRefusedError) {
    return { message: 'Freehold was started anew, and this page belongs to the start before.', next: 'Open the address that Freehold showed when it started.' }
  }
  if (error instanceof LinkLostError) {
    return { message: 'Freehold is not running. Your recordings and notes are where they were.', next: 'Start it again; this page connects by itself.' }
  }
  if (error instanceof ORPCError) {
    if (error.code === 'CLIENT_CLOSED_REQUEST') return null
    const data: unknown = error.data
    const next = typeof data === 'object' && data !== null && 'next' in data && typeof data.next === 'string' ? data.next : undefined
    return { message: error.message, next }
  }
  if (error instanceof Error && error.name === 'AbortError') return null
  return { message: 'Something went wrong.', next: 'Reload the page.' }
}
