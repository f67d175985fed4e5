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

/** What all models together may take, where nothing else is said. */
export const budgetOf = ({ totalBytes }: MemoryFacts): number => Math.floor(totalBytes * OUR_SHARE)

// Below this a machine begins to write memory to the disk, and everything on it stutters.
const LEAST_FREE_SHARE = 1 / 16
const MOST_KEPT_FREE_BYTES = 2 ** 30

/** Whether other programs need the memory of models that idle. */
export const isShort = ({ totalBytes, freeBytes }: MemoryFacts): boolean => freeBytes !== null && freeBytes < Math.min(totalBytes * LEAST_FREE_SHARE, MOST_KEPT_FREE_BYTES)

/** Whether a model could be loaded if every other of ours left, and one that it replaces, whose memory is free then; null where it could. */
export const neverFits = (deps: { readonly fileBytes: number; readonly needed: number; readonly budgetBytes: number; readonly heldBytes: number; readonly memory: MemoryFacts }): { readonly neededBytes: number; readonly roomBytes: number } | null => {
  const { fileBytes, needed, budgetBytes, heldBytes, memory } = deps
  if (needed > budgetBytes) return { neededBytes: needed, roomBytes: budgetBytes }
  const freeBytes = memory.freeBytes === null ? Infinity : memory.freeBytes + heldBytes
  return fileBytes > freeBytes ? { neededBytes: needed, roomBytes: freeBytes } : null
}

/** Whether a model of a file's size may be loaded beside those that are held, and what is to be done first. */
export const planRoom = (deps: {
  readonly fileBytes: number
  /** What the model takes with its context; left out, it is reckoned from the file alone. */
  readonly needed?: number
  /** For all models together. */
  readonly budgetBytes?: number
  readonly held: readonly Held[]
  readonly memory: MemoryFacts
}): RoomPlan => {
  const { fileBytes, held, memory, needed = neededBytes(fileBytes), budgetBytes: share = budgetOf(memory) } = deps
  if (needed > share) return { type: 'refuse', neededBytes: needed, roomBytes: share }
  const left = share - held.reduce((sum, { bytes }) => sum + bytes, 0)
  // The file alone: the system can make a little room, but not for a model that is larger than all that is free.
  if (needed <= left && fileBytes <= (memory.freeBytes ?? Infinity)) return { type: 'load' }
  const [oldest] = held.filter(({ busy }) => !busy).toSorted((a, b) => a.idleSinceMs - b.idleSinceMs)
  if (oldest) return { type: 'end', key: oldest.key }
  return held.length > 0 ? { type: 'wait' } : { type: 'refuse', neededBytes: needed, roomBytes: memory.freeBytes ?? left }
}
