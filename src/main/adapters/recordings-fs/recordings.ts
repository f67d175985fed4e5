import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { AppError } from '../../../contract/errors.ts'
import type { Recordings } from '../../core/ports/index.ts'

/** The person's recordings on this machine's disks. */
export const createRecordings = (): Recordings => ({
  stat: async (path) => {
    const facts = await plainly(stat(path))
    return { sizeBytes: facts.size, modifiedMs: facts.mtimeMs, kind: facts.isFile() ? 'file' : facts.isDirectory() ? 'folder' : 'other' }
  },
  hash: async (path, signal) => {
    const hash = createHash('sha256')
    await plainly(pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), hash, { signal }))
    return hash.digest('hex')
  },
  walk,
})

async function* walk(folder: string, signal: AbortSignal): ReturnType<Recordings['walk']> {
  const folders = [folder]
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const entries = []
    for await (const entry of await plainly(opendir(next))) {
      signal.throwIfAborted()
      if (!entry.name.startsWith('.')) entries.push(entry)
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const entry of entries) {
      const path = join(next, entry.name)
      if (entry.isDirectory()) folders.push(path)
      if (!entry.isFile()) continue
      const facts = await stat(path).catch(() => null) // gone since the listing
      if (facts) yield { path, sizeBytes: facts.size, modifiedMs: facts.mtimeMs }
    }
  }
}

/** The sentences for what goes wrong with a person's file. */
const plainly = async <Result>(task: Promise<Result>): Promise<Result> => {
  try {
    return await task
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new AppError('FILE_GONE', 'The recording is not there any more.', { next: 'Put it back, or drop it again.', cause: error })
    if (code === 'EACCES' || code === 'EPERM')
      throw new AppError('NO_PERMISSION', 'The recording is there, and this account may not read it.', { next: 'Allow reading it, then try again.', cause: error })
    if (code === 'ENAMETOOLONG') throw new AppError('FILE_GONE', 'No file can have a name that long.', { cause: error })
    throw error
  }
}
