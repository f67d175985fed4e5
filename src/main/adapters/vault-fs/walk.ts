import { opendir, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { ScannedNote, SeenNote } from '../../core/ports/index.ts'
import { sweepTemporary, TEMPORARY_NAME } from './atomic.ts'
import { isAbsent } from './failures.ts'
import { endOfFrontmatter, isAsWritten, splitNote } from './frontmatter.ts'
import { sha256 } from './sha256.ts'
import { stampOf } from './stamp.ts'

const FIRST_BYTES = 8 * 1024
/** Frontmatter longer than this is not ours and is not read. */
const MOST_BYTES = 256 * 1024
const BODY_HEAD_CHARACTERS = 4000
const AT_ONCE = 8

type IsRead = (path: string, stamp: string) => boolean

export interface ScanOptions {
  readonly isRead?: IsRead | undefined
  readonly now?: (() => number) | undefined
}

/** Every visible file below the vault, as a path in it; hidden folders and symbolic links are left out. */
export async function* walkFiles(vault: string, signal?: AbortSignal, onTemporary?: (folder: string, name: string) => Promise<void>, below = ''): AsyncGenerator<string> {
  const folders = [below]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    signal?.throwIfAborted()
    const entries = await opendir(join(vault, folder)).catch((error: unknown) => unlessUnreadable(error, folder))
    if (entries === null) continue
    for await (const entry of entries) {
      if (TEMPORARY_NAME.test(entry.name)) await onTemporary?.(join(vault, folder), entry.name)
      if (entry.name.startsWith('.')) continue
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isFile()) yield path
    }
  }
}

/**
 * Reads the heads of all Markdown files but those that `isRead` knows, a few at a time, so that thousands of notes leave the
 * host free to answer. What a killed host left half-written is cleared away in passing.
 */
export async function* scanNotes(vault: string, signal: AbortSignal, { isRead = () => false, now = Date.now }: ScanOptions = {}): AsyncGenerator<SeenNote> {
  let batch: string[] = []
  for await (const path of walkFiles(vault, signal, (folder, name) => sweepTemporary(folder, [name]))) {
    if (!path.toLowerCase().endsWith('.md')) continue
    batch.push(path)
    if (batch.length < AT_ONCE) continue
    yield* await lookAt(vault, batch, isRead, now())
    batch = []
  }
  signal.throwIfAborted()
  yield* await lookAt(vault, batch, isRead, now())
}

/** One note's frontmatter and the start of its text; null when it is not there or cannot be read. `sizeBytes` when it is known. */
export const readHead = async (absolute: string, path: string, sizeBytes?: number): Promise<ScannedNote | null> => {
  const head = await headOf(absolute)
  if (head === null) return null
  const text = head.toString('utf8')
  const { frontmatter, body } = splitNote(text)
  const isWhole = head.length === sizeBytes
  return { path, frontmatter, bodyHead: body.slice(0, BODY_HEAD_CHARACTERS), ...(isWhole ? { writtenSha256: isAsWritten(text) ? sha256(text) : null } : {}) }
}

const lookAt = async (vault: string, paths: readonly string[], isRead: IsRead, nowMs: number): Promise<readonly SeenNote[]> => {
  const seen = await Promise.all(
    paths.map(async (path): Promise<SeenNote | null> => {
      const absolute = join(vault, path)
      // Before it is read: what is written meanwhile then bears another stamp than the one that is remembered.
      const stamp = await stampOf(absolute, nowMs)
      if (stamp === null) return null
      if (isRead(path, stamp.text)) return { path, stamp: stamp.text, note: null }
      const note = await readHead(absolute, path, stamp.sizeBytes)
      return note && { path, stamp: stamp.isSettled ? stamp.text : null, note }
    }),
  )
  return seen.filter((note) => note !== null)
}

const headOf = async (absolute: string): Promise<Buffer | null> => {
  const handle = await open(absolute, 'r').catch(() => null)
  if (handle === null) return null
  try {
    const first = await readUpTo(handle, FIRST_BYTES)
    if (first.length < FIRST_BYTES || endOfFrontmatter(first.toString('utf8')) !== null) return first
    return await readUpTo(handle, MOST_BYTES)
  } catch {
    return null
  } finally {
    await handle.close()
  }
}

const readUpTo = async (handle: Awaited<ReturnType<typeof open>>, bytes: number): Promise<Buffer> => {
  const buffer = Buffer.alloc(bytes)
  const { bytesRead } = await handle.read(buffer, 0, bytes, 0)
  return buffer.subarray(0, bytesRead)
}

// A folder that vanished or may not be read is passed by; the vault itself must be there.
const unlessUnreadable = (error: unknown, folder: string): null => {
  if (folder !== '' && (isAbsent(error) || error instanceof Error)) return null
  throw error
}
