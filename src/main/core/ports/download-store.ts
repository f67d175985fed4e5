/** A file that is not whole yet. Rejects with AppError DISK_FULL, NO_PERMISSION. */
export interface PartFile {
  /** The whole of the pieces, one after the other, from an offset on. */
  write(pieces: readonly Uint8Array[], offset: number): Promise<void>
  /** Gives how much was read; 0 at the end. */
  read(into: Uint8Array, offset: number): Promise<number>
  /** Makes it this long, with holes that take no room. */
  resize(sizeBytes: number): Promise<void>
  sizeBytes(): Promise<number>
  /** What was written stays, also when the machine loses its power. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** Where half files lie, each with a note of what came of it, until they are whole; on the disk of the models. */
export interface DownloadStore {
  notes(): Promise<readonly { readonly id: string; readonly text: string }[]>
  /** In one step: the old note or the new one is there, never half of one. */
  saveNote(id: string, text: string): Promise<void>
  open(id: string, fileName: string): Promise<PartFile>
  pathOf(id: string, fileName: string): string
  has(id: string, fileName: string): Promise<boolean>
  discard(id: string, fileName: string): Promise<void>
  /** Forgets a download and what came of it. */
  remove(id: string): Promise<void>
  /** Puts a whole file among the models, under a free name; never over another. Gives its path. */
  moveIn(id: string, fileName: string): Promise<string>
  /** Whether a model's file of this name lies in the folder of the models. */
  isTaken(fileName: string): Promise<boolean>
  /** Whether the file of this name among the models holds the very same. */
  isSame(id: string, fileName: string): Promise<boolean>
  /** Removes what a killed host left of files that were taken in. */
  sweep(): Promise<void>
  /** Free for new files; null where the disk does not tell. */
  freeBytes(): Promise<number | null>
  /** Copies a file of this machine, by a clone where the disk can; the original stays. Rejects with AppError FILE_GONE, too. */
  copyIn(id: string, fileName: string, from: string): Promise<void>
}
