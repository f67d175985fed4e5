import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '../contract/index.ts'
import type { UploadAnswer } from '../contract/wire.ts'

export type Api = ContractRouterClient<typeof contract>

/** `lost`: it was open and is not now; it is tried again by itself. `refused`: the link's token is not this host's. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused'

/** What a person reads of a failure. */
export interface ShownProblem {
  readonly message: string
  readonly next?: string | undefined
}

export interface UploadOptions {
  readonly onProgress?: (fraction: number) => void
  readonly signal: AbortSignal
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
  /** The file's path on this machine under Electron; null in a browser, and for files that have none. */
  pathForFile(file: File): string | null
  /** From `MemoDetail.audioPath` to what an <audio> element loads. */
  audioUrl(path: string): string
  close(): void
}

export declare const connect: () => Client

/** The words for a failure of the client; null when the person cancelled it. */
export declare const problemOf: (error: unknown) => ShownProblem | null
