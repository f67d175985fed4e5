import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { AppError } from '../../../contract/errors.ts'
import type { CopiedFile, ReceivedAs, ReceivedFile } from '../../core/ports/index.ts'
import { discard, openTemporary, placeNew } from './atomic.ts'
import type { LinkFile } from './atomic.ts'
import { codeOf, isAbsent } from './failures.ts'
import { foldName, isNumbered, numbered, safeName } from './safe-name.ts'
import type { UploadFolder, UploadFolders } from './upload-folders.ts'

/** Keeps a stream as a new file under a free name; nothing remains of one that breaks off or grows too large. */
export const receive = async (folders: UploadFolders, upload: ReceivedFile, link?: LinkFile): Promise<ReceivedAs> => {
  const { folder, temporary, handle } = await openIn(folders, upload.folder)
  try {
    const hash = createHash('sha256')
    let sizeBytes = 0
    try {
      for await (const chunk of upload.body) {
        upload.signal.throwIfAborted()
        sizeBytes += chunk.byteLength
        if (sizeBytes > upload.maxBytes) throw tooLarge(upload.maxBytes)
        hash.update(chunk)
        await writeAll(handle, chunk)
      }
      upload.signal.throwIfAborted()
      await handle.sync()
    } finally {
      await handle.close()
    }
    const placed = await placeIn(folder, temporary, upload.name, link)
    await folders.sync(folder.absolute)
    return { path: `${folder.path}/${placed}`, sha256: hash.digest('hex'), sizeBytes }
  } catch (error) {
    await discard(temporary)
    if (isAbsent(error)) folders.forget(upload.folder)
    throw error
  }
}

const openIn = async (folders: UploadFolders, wanted: string): Promise<{ readonly folder: UploadFolder; readonly temporary: string; readonly handle: FileHandle }> => {
  for (let isSecond = false; ; isSecond = true) {
    const folder = await folders.open(wanted)
    try {
      const { path: temporary, handle } = await openTemporary(folder.absolute)
      return { folder, temporary, handle }
    } catch (error) {
      // Moved away since it was looked at: it is made anew, once.
      if (isSecond || !isAbsent(error)) throw error
      folders.forget(wanted)
    }
  }
}

const placeIn = async (folder: UploadFolder, temporary: string, wanted: string, link?: LinkFile): Promise<string> => {
  const { name, ending } = namesFor(wanted)
  for (let n = 1; ; n++) {
    const tried = numbered(name, ending, n)
    const folded = foldName(tried)
    if (folder.taken.has(folded)) continue
    // Before the first await: of two uploads of one name the second takes the next number.
    folder.taken.add(folded)
    if (await placeNew(temporary, join(folder.absolute, tried), link)) return tried
  }
}

/** Keeps a copy of a recording; one that is there already with the same content is used. */
export const copyIn = async (folders: UploadFolders, file: CopiedFile, link?: LinkFile): Promise<ReceivedAs> => {
  const { path: folder, absolute } = await folders.open(file.folder)
  const { name, ending } = namesFor(file.name)
  for (const there of (await readdir(absolute)).filter((each) => isNumbered(each, name, ending))) {
    const stats = await lstat(join(absolute, there))
    if (stats.isFile() && (await hashOf(join(absolute, there), file.signal)) === file.expectedSha256) {
      return { path: `${folder}/${there}`, sha256: file.expectedSha256, sizeBytes: stats.size }
    }
  }
  const body = checked(file)
  return receive(folders, { folder, name: file.name, body, maxBytes: Number.MAX_SAFE_INTEGER, signal: file.signal }, link)
}

/** sha256 of a file in hex, streamed. */
export const hashOf = async (absolute: string, signal?: AbortSignal): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(absolute, signal ? { signal } : {})) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}

// Hashed while it is read: a recording that changed since it was known breaks the copy off before it gets a name.
async function* checked(file: CopiedFile): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(file.sourcePath, { signal: file.signal })) {
      hash.update(chunk as Uint8Array)
      yield chunk as Uint8Array
    }
  } catch (error) {
    throw asSourceFailure(error)
  }
  if (hash.digest('hex') !== file.expectedSha256) {
    throw new AppError('CONFLICT', 'The recording changed while it was copied, so no copy was kept.', { next: 'It is tried again once the file rests.' })
  }
}

const asSourceFailure = (error: unknown): unknown => {
  if (codeOf(error) === 'ENOENT') return new AppError('FILE_GONE', 'The recording is no longer where it was.', { cause: error })
  if (['EACCES', 'EPERM'].includes(codeOf(error))) {
    return new AppError('NO_PERMISSION', 'Freehold may not read this recording.', { next: 'Allow Freehold to read its folder.', cause: error })
  }
  return error
}

const writeAll = async (handle: Awaited<ReturnType<typeof openTemporary>>['handle'], chunk: Uint8Array): Promise<void> => {
  for (let offset = 0; offset < chunk.byteLength; ) offset += (await handle.write(chunk, offset)).bytesWritten
}

// An ending longer than this is no ending but a name with a dot in it.
const namesFor = (wanted: string): { readonly name: string; readonly ending: string } => {
  const ending = /^\.[A-Za-z0-9]{1,12}$/.test(extname(wanted)) ? extname(wanted) : ''
  const name = safeName(ending === '' ? wanted : wanted.slice(0, -ending.length), ending)
  return { name: foldName(name) === foldName(ending) ? `Untitled${ending}` : name, ending }
}

const tooLarge = (maxBytes: number): AppError =>
  new AppError('TOO_LARGE', `This file is larger than ${Math.floor(maxBytes / 1_000_000)} MB, so it was not taken.`, {
    next: 'Raise web.maxUploadMegabytes in the settings, or put the file into a watched folder.',
  })
