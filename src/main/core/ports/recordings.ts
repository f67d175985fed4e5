/** A file as it stands on disk. */
export interface FileStat {
  readonly sizeBytes: number
  readonly modifiedMs: number
  readonly kind: 'file' | 'folder' | 'other'
}

/** Reads the person's recordings, and never changes one. Rejects with AppError FILE_GONE, NO_PERMISSION. */
export interface Recordings {
  stat(path: string): Promise<FileStat>
  /** sha256 in hex, streamed. */
  hash(path: string, signal: AbortSignal): Promise<string>
  /** Files below the folder, hidden ones and links left out, in an order that does not change. */
  walk(folder: string, signal: AbortSignal): AsyncIterable<{ readonly path: string; readonly sizeBytes: number; readonly modifiedMs: number }>
}

/** A folder of our own for decoded audio: whatever is in it may go at any time. */
export interface WorkFolder {
  pathFor(name: string): string
  freeBytes(): Promise<number>
  remove(name: string): Promise<void>
  /** Empties the folder: what an earlier run left behind. */
  sweep(): Promise<void>
}
