import { lstat } from 'node:fs/promises'

// The coarsest clock a disk of ours has: FAT counts in steps of two seconds.
const SETTLED_MS = 3000

export interface Stamp {
  /** Another after every write to the file, and for another file under the name. */
  readonly text: string
  readonly sizeBytes: number
  /** False while a second write could still bear the same times as the first. */
  readonly isSettled: boolean
}

/**
 * What tells one state of a file from the next without reading it; null when it is not there. Size and time of writing alone
 * can be set back by a program; the time of the last change to the file's own record cannot, and neither can its number.
 */
export const stampOf = async (absolute: string, nowMs: number): Promise<Stamp | null> => {
  const stats = await lstat(absolute, { bigint: true }).catch(() => null)
  if (stats === null) return null
  const newestMs = Number(stats.mtimeMs > stats.ctimeMs ? stats.mtimeMs : stats.ctimeMs)
  return { sizeBytes: Number(stats.size), text: `${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}:${stats.ino}`, isSettled: newestMs < nowMs - SETTLED_MS }
}
