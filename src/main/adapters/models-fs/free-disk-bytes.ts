import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What the disk of a folder has free, also before the folder is there; null where the system does not tell. */
export const freeDiskBytes = async (folder: string): Promise<number | null> => {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch (error) {
    const parent = dirname(folder)
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && parent !== folder ? freeDiskBytes(parent) : null
  }
}
