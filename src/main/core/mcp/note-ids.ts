const MOST_KEPT = 10_000
const ID_CHARACTERS = 12

/** Names for notes that say nothing: a path may hold what an app is not to see. */
export interface NoteIds {
  readonly idFor: (path: string) => string
  /** Null for one that was not given since the start, or too many others ago. */
  readonly pathOf: (id: string) => string | null
}

/** Gives each path an id that is the same whenever it is given. */
export const createNoteIds = (sha256: (bytes: Uint8Array) => string): NoteIds => {
  const paths = new Map<string, string>()
  return {
    idFor: (path) => {
      const id = sha256(new TextEncoder().encode(path)).slice(0, ID_CHARACTERS)
      const [oldest] = paths.size >= MOST_KEPT && !paths.has(id) ? paths.keys() : []
      if (oldest !== undefined) paths.delete(oldest)
      paths.set(id, path)
      return id
    },
    pathOf: (id) => paths.get(id) ?? null,
  }
}
