import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'

const STEP_BYTES = 2 ** 20

/** Whether two files hold the very same bytes; a missing one holds none. */
export const holdSame = async (one: string, other: string): Promise<boolean> => {
  const a = await open(one).catch(() => null)
  const b = await open(other).catch(() => null)
  try {
    return a !== null && b !== null && (await areSame(a, b))
  } finally {
    await a?.close()
    await b?.close()
  }
}

const areSame = async (a: FileHandle, b: FileHandle): Promise<boolean> => {
  const { size } = await a.stat()
  if (size !== (await b.stat()).size) return false
  const [ours, theirs] = [Buffer.alloc(STEP_BYTES), Buffer.alloc(STEP_BYTES)]
  for (let at = 0; at < size; ) {
    const [first, second] = await Promise.all([a.read(ours, 0, STEP_BYTES, at), b.read(theirs, 0, STEP_BYTES, at)])
    if (first.bytesRead === 0 || first.bytesRead !== second.bytesRead || !ours.subarray(0, first.bytesRead).equals(theirs.subarray(0, second.bytesRead))) return false
    at += first.bytesRead
  }
  return true
}
