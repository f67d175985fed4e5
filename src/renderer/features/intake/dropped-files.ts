/** What hangs over or fell on the page, taken at once: a DataTransfer is empty after its event. */
export interface DroppedThings {
  /** Files as they are; folders in Electron are files with a path. */
  readonly files: readonly File[]
  readonly entries: readonly FileSystemEntry[]
}

/** Takes files and folders out of a drop event's data. */
export const takeDropped = (data: DataTransfer): DroppedThings => {
  const items = [...data.items].filter(({ kind }) => kind === 'file')
  return {
    files: items.flatMap((item) => item.getAsFile() ?? []),
    entries: items.flatMap((item) => item.webkitGetAsEntry() ?? []),
  }
}

const NOT_A_RECORDING = /^(text|image|font)\/|^application\/(pdf|zip|json|xml|msword|rtf|x-sh|javascript|vnd\.(ms-|openxmlformats|apple\.(pages|numbers|keynote)))/

/** Whether a file's kind, as the system names it, rules out sound. An unknown kind may be a recording. */
export const cannotBeRecording = (type: string): boolean => NOT_A_RECORDING.test(type)

export interface WalkedFile {
  readonly file: File
  /** Dropped by itself, and not found in a folder. */
  readonly direct: boolean
}

/** Walks dropped files and folders, one file at a time, so that a folder of thousands never stops the page. */
export async function* walkEntries(entries: readonly FileSystemEntry[], signal: AbortSignal, direct = true): AsyncGenerator<WalkedFile> {
  for (const entry of entries) {
    signal.throwIfAborted()
    if (!direct && entry.name.startsWith('.')) continue
    if (isFile(entry)) yield { file: await fileOf(entry), direct }
    else if (isFolder(entry)) yield* walkFolder(entry, signal)
  }
}

async function* walkFolder(folder: FileSystemDirectoryEntry, signal: AbortSignal): AsyncGenerator<WalkedFile> {
  const reader = folder.createReader()
  for (;;) {
    // A browser hands out at most 100 entries a call; an empty answer is the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return
    yield* walkEntries(some, signal, false)
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((resolve, reject) => entry.file(resolve, reject))
