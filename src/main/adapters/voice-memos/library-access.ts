import { open, opendir } from 'node:fs/promises'
import { join } from 'node:path'

/** Where Voice Memos keeps its recordings on macOS. */
export const voiceMemosFolder = (home: string): string => join(home, 'Library/Group Containers/group.com.apple.VoiceMemos.shared/Recordings')

const DATABASE_NAMES = ['CloudRecordings.db', 'Recents.sqlite']
const PROBE_BYTES = 16

/** Whether the library can be read, found out by reading: the switch in System Settings can be on while access is dead. */
export const testLibraryAccess = async (folder: string): Promise<'ok' | 'denied' | 'missing' | 'empty'> => {
  try {
    const isEmpty = await hasNoFiles(folder)
    for (const name of DATABASE_NAMES) await readBeginning(join(folder, name))
    return isEmpty ? 'empty' : 'ok'
  } catch (error) {
    return isMissing(error) ? 'missing' : 'denied'
  }
}

const hasNoFiles = async (folder: string): Promise<boolean> => {
  const listing = await opendir(folder)
  for await (const entry of listing) if (!entry.name.startsWith('.')) return false
  return true
}

const readBeginning = async (path: string): Promise<void> => {
  const handle = await open(path, 'r').catch((error: unknown) => {
    if (isMissing(error)) return null
    throw error
  })
  try {
    await handle?.read(Buffer.alloc(PROBE_BYTES), 0, PROBE_BYTES, 0)
  } finally {
    await handle?.close()
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
