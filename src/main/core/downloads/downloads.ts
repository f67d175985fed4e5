import type { Download, LookedUpModel } from '../../../contract/models.ts'

/** What a reference stands for, before it is known whether it fits here. */
export type FoundModel = Omit<LookedUpModel, 'fit' | 'installed'> & { readonly source: string }

/** Fetches models: one download a file, whoever asks for it, that goes on after a restart or a lost network. */
export interface Downloads {
  /** Takes up what was under way when the host ended, but for what was paused. */
  start(): void
  /** Pauses nothing and forgets nothing: what came is kept, and goes on at the next start. */
  close(): Promise<void>
  list(): readonly Download[]
  /** Something changed; progress at most four times a second. */
  onChange(listener: () => void): () => void
  /** Asks the source through the gate. Rejects with AppError NOT_FOUND, NO_KEY (gated), OFFLINE, UPSTREAM, LOCAL_ONLY, BAD_REQUEST. */
  lookUp(ref: string, signal: AbortSignal): Promise<readonly FoundModel[]>
  /** Starts it, or gives the one that is under way for the same file. Rejects with AppError CONFLICT when the file is here already. */
  pull(ref: string): Promise<{ readonly downloadId: string }>
  pause(downloadId: string): Promise<void>
  resume(downloadId: string): Promise<void>
  cancel(downloadId: string): Promise<void>
  /** Takes in a file of this machine, by a clone or a copy that is written aside first. Rejects WRONG_FILE, DISK_FULL, CONFLICT, FILE_GONE. */
  addFile(path: string, signal: AbortSignal): Promise<{ readonly path: string }>
  /** The same for a file that a browser sends. */
  receive(upload: { readonly name: string; readonly sizeBytes: number | null; readonly body: AsyncIterable<Uint8Array>; readonly signal: AbortSignal }): Promise<{ readonly path: string }>
}
