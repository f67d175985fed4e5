/** A note to be written: the core decides the words, the vault how they reach the disk safely. */
export interface NoteDraft {
  readonly id: string
  /** Relative to the vault, `/` between parts. */
  readonly folder: string
  /** File name without `.md`, as wanted; made safe and free by the vault. */
  readonly name: string
  readonly frontmatter: Readonly<Record<string, unknown>>
  readonly body: string
}

export interface FiledNote {
  /** Relative to the vault, `/` between parts. */
  readonly path: string
  /** sha256 of the bytes as we wrote them: a later difference is the person's edit. */
  readonly writtenSha256: string
}

export interface ScannedNote {
  readonly path: string
  readonly sha256: string
  readonly frontmatter: Readonly<Record<string, unknown>>
}

/**
 * The folder of files that is the truth. Every write is atomic (temporary file, fsync, link or rename that replaces
 * nothing), never overwrites what it did not write, and leaves a person's edit alone.
 * Rejects with AppError VAULT_GONE, DISK_FULL, NO_PERMISSION, CONFLICT.
 */
export interface Vault {
  readonly path: string
  check(): Promise<void>
  /** Writes under a free name; when a note with this id already stands in the folder, returns that one. */
  fileNote(draft: NoteDraft): Promise<FiledNote>
  /** Rewrites the note, renaming it when its name was ours; null when the person edited, moved or deleted it since. */
  updateNote(filed: FiledNote, draft: NoteDraft): Promise<FiledNote | null>
  readText(path: string): Promise<{ readonly text: string; readonly sha256: string } | null>
  /** Writes a file that must not exist; the same content at the same place is a success. */
  createText(path: string, text: string): Promise<void>
  list(folder: string, ending: string): Promise<readonly string[]>
  /** Markdown files with frontmatter, wherever they stand; hidden folders are left out. */
  scan(signal: AbortSignal): AsyncIterable<ScannedNote>
  /** Keeps a stream as a file under a free name, hashing on the way; nothing remains of one that breaks off. */
  receive(upload: ReceivedFile): Promise<{ readonly path: string; readonly sha256: string; readonly sizeBytes: number }>
  remove(path: string, sha256: string): Promise<void>
}

export interface ReceivedFile {
  readonly folder: string
  readonly name: string
  readonly body: AsyncIterable<Uint8Array>
  readonly maxBytes: number
  readonly signal: AbortSignal
}
