import type { AmendedNote } from '../../core/ports/index.ts'
import { changedMeanwhile } from './failures.ts'
import { isAsWritten, sealAnew } from './frontmatter.ts'
import { inside } from './inside.ts'
import { readIfThere, replaceIfSame } from './notes.ts'
import { sha256 } from './sha256.ts'
import type { NoteFolder } from './notes.ts'

const TRIES = 3

/** Changes a note as the person asked for; read again when an editor saved it meanwhile. */
export const amendNote = async (place: NoteFolder, path: string, change: (text: string) => string): Promise<AmendedNote> => {
  const absolute = await inside(place.vault, path)
  for (let tried = 0; tried < TRIES; tried++) {
    const before = await readIfThere(absolute)
    if (before === null) break
    const isOurs = isAsWritten(before)
    const changed = change(before)
    const text = isOurs ? sealAnew(changed) : changed
    if (text === before || (await replaceIfSame(absolute, text, sha256(before)))) return { text, filed: isOurs ? { path, writtenSha256: sha256(text) } : null }
  }
  throw changedMeanwhile()
}
