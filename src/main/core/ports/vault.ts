/** A note to be written: the core decides the words, the vault how they reach the disk safely. */
export interface NoteDraft {
  /** Stands in the frontmatter as `id`; how the note is known again, wherever it goes. */
  readonly id: string
  /** Relative to the vault, `/` between parts. */
  readonly folder: string
  /** File name without `.md`, as wanted; made safe and free by the vault. */
  readonly name: string
  /** Without `id`, which the vault writes itself. */
  readonly frontmatter: Readonly<Record<string, unknown>>
  readonly body: string
}

/** A change to a note that nobody touched; it moves when `folder` is not the one where it stands. */
export interface NoteChange extends NoteDraft {
  /** The name asked for before: a file that still has it follows the new name; one the person renamed keeps theirs. */
  readonly formerName: string
}

export interface FiledNote {
  /** Relative to the vault, `/` between parts. */
  readonly path: string
  /** sha256 of the bytes as we wrote them: a later difference is the person's edit. */
  readonly writtenSha256: string
}

export interface AmendedNote {
  readonly text: string
  readonly filed: FiledNote | null
}

export interface ScannedNote {
  readonly path: string
  /** Empty when there is none; the plain `key: value` lines of it when its YAML is broken. */
  readonly frontmatter: Readonly<Record<string, unknown>>
  /** The first few thousand characters after the frontmatter. */
  readonly bodyHead: string
  /** As in `FiledNote` when nobody edited it since, null when somebody did; missing when the note was not read to its end. */
  readonly writtenSha256?: string | null
}

/** A Markdown file that a scan came by. */
export interface SeenNote {
  readonly path: string
  /** Another after every write to the file; null while it is too fresh to tell. */
  readonly stamp: string | null
  /** Null for a note that need not be read. */
  readonly note: ScannedNote | null
}

/**
 * The folder of files that is the truth. Every write is atomic (temporary file, fsync, link or rename that replaces
 * nothing), never overwrites what it did not write, and leaves a person's edit alone. Paths are relative to the vault,
 * `/` between parts, and never lead out of it (OUTSIDE_FOLDER).
 * Rejects with AppError VAULT_GONE, DISK_FULL, NO_PERMISSION, CONFLICT.
 */
export interface Vault {
  readonly path: string
  /** Creates the folder at first use; VAULT_GONE when it, or the disk it is on, is not there. */
  check(): Promise<void>
  /** Writes under a free name; when a note with this id already stands in the folder, returns that one. */
  fileNote(draft: NoteDraft): Promise<FiledNote>
  /** Rewrites the note, renaming it when its name was ours; null when the person edited, moved or deleted it since. */
  updateNote(filed: FiledNote, change: NoteChange): Promise<FiledNote | null>
  /**
   * Makes a person's change to a note inside the app: `change` gets the text as it stands. A note that was ours stays ours, one
   * that was edited stays edited (`filed` is null). CONFLICT when nothing stands there, or it is being written all the time.
   */
  amendNote(path: string, change: (text: string) => string): Promise<AmendedNote>
  /** The note as filed, when nobody has edited it since we wrote it (its check sum says so); null otherwise. */
  untouched(path: string): Promise<FiledNote | null>
  /** One note's head; null when nothing stands there. */
  readNote(path: string): Promise<ScannedNote | null>
  readText(path: string): Promise<{ readonly text: string; readonly sha256: string } | null>
  /** Writes a file that must not exist; the same content at the same place is a success. */
  createText(path: string, text: string): Promise<void>
  /** Rewrites a file of our own; CONFLICT when its sha256 is no longer the expected one. */
  replaceText(path: string, text: string, expectedSha256: string): Promise<void>
  /** Writes a new file under a free name, which is made safe; `name` is without its `.md`. */
  fileText(file: { readonly folder: string; readonly name: string; readonly text: string }): Promise<{ readonly path: string; readonly sha256: string }>
  /**
   * Moves a file of ours in one step, replacing nothing, and says where it now stands; `.trash` may be its folder. It takes `name` while it
   * still has `formerName`; one that the person renamed keeps theirs, as does any without a `name`. CONFLICT when its sha256 is no longer
   * the expected one.
   */
  moveFile(path: string, to: { readonly folder: string; readonly name?: string; readonly formerName?: string }, expectedSha256: string): Promise<string>
  /** Tells one state of a file from the next without reading it; null when nothing stands there. Not settled: a later write could still bear the same. */
  stampOf(path: string): Promise<{ readonly text: string; readonly isSettled: boolean } | null>
  /** Every visible file with this ending below a folder, in no order; nothing when there is no such folder. */
  walk(folder: string, ending: string, signal: AbortSignal): AsyncIterable<string>
  list(folder: string, ending: string): Promise<readonly string[]>
  /** Where a file of exactly this name stands, first found; by a walk through the whole vault. */
  findFile(name: string): Promise<string | null>
  /**
   * Markdown files, wherever they stand; hidden folders and symbolic links are left out. Those of which `isRead` says that
   * they were read under this stamp are not read again.
   */
  scan(signal: AbortSignal, isRead?: (path: string, stamp: string) => boolean): AsyncIterable<SeenNote>
  /** Keeps a stream as a new file under a free name, hashing on the way; nothing remains of one that breaks off (TOO_LARGE). */
  receive(upload: ReceivedFile): Promise<ReceivedAs>
  /** Keeps a copy of a file from outside, the same content once; CONFLICT when its content is not what was expected. */
  copyIn(file: CopiedFile): Promise<ReceivedAs>
  /** Deletes a file of our own; CONFLICT when its content is not what was expected. */
  remove(path: string, sha256: string): Promise<void>
}

export interface ReceivedFile {
  readonly folder: string
  readonly name: string
  readonly body: AsyncIterable<Uint8Array>
  readonly maxBytes: number
  readonly signal: AbortSignal
}

export interface CopiedFile {
  readonly sourcePath: string
  readonly folder: string
  readonly name: string
  readonly expectedSha256: string
  readonly signal: AbortSignal
}

export interface ReceivedAs {
  readonly path: string
  readonly sha256: string
  readonly sizeBytes: number
}
