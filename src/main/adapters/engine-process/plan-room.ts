/** A model that is in memory, or on its way there. */
export interface Held {
  readonly key: string
  readonly bytes: number
  readonly busy: boolean
  readonly idleSinceMs: number
}

export interface MemoryFacts {
  readonly totalBytes: number
  /** What no program uses; null where the system does not tell it truly. */
  readonly freeBytes: number | null
}

export type RoomPlan =
  | { readonly type: 'load' }
  /** This idle model leaves first; then it is looked at anew. */
  | { readonly type: 'end'; readonly key: string }
  /** It fits once a model that works now is done. */
  | { readonly type: 'wait' }
  | { readonly type: 'refuse'; readonly neededBytes: number; readonly roomBytes: number }

// What macOS lets the graphics processor keep of a Mac's memory; the rest is for everybody else.
const OUR_SHARE = 2 / 3

/** What a model takes: its file, and about a quarter more for what it computes in. */
export const neededBytes = (fileBytes: number): number => Math.ceil(fileBytes * 1.25) + 64 * 2 ** 20

/** Whether a model of a file's size may be loaded beside those that are held, and what is to be done first. */
export const planRoom = ({ fileBytes, held, memory }: { readonly fileBytes: number; readonly held: readonly Held[]; readonly memory: MemoryFacts }): RoomPlan => {
  const needed = neededBytes(fileBytes)
  const share = Math.floor(memory.totalBytes * OUR_SHARE)
  if (needed > share) return { type: 'refuse', neededBytes: needed, roomBytes: share }
  const left = share - held.reduce((sum, { bytes }) => sum + bytes, 0)
  // The file alone: the system can make a little room, but not for a model that is larger than all that is free.
  if (needed <= left && fileBytes <= (memory.freeBytes ?? Infinity)) return { type: 'load' }
  const [oldest] = held.filter(({ busy }) => !busy).toSorted((a, b) => a.idleSinceMs - b.idleSinceMs)
  if (oldest) return { type: 'end', key: oldest.key }
  return held.length > 0 ? { type: 'wait' } : { type: 'refuse', neededBytes: needed, roomBytes: memory.freeBytes ?? left }
}
