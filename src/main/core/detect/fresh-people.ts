import type { Clock, DetectDetails, ScannedNote, Vault } from '../ports/index.ts'
import type { PeopleList } from './people.ts'

const FRESH_MS = 5_000

/** The notes of the folder of people, one by one. */
export async function* notesOfPeople(vault: Pick<Vault, 'list' | 'readNote'>, folder: string, signal: AbortSignal): AsyncGenerator<ScannedNote, undefined, void> {
  for (const path of await vault.list(folder, '.md')) {
    signal.throwIfAborted()
    const note = await vault.readNote(path)
    if (note !== null) yield note
  }
  return undefined
}

/** Looks at the list of people before it looks through texts, but not again within five seconds. A vault that is gone leaves the list as it was. */
export const withFreshPeople = (detect: DetectDetails, list: PeopleList, clock: Pick<Clock, 'monotonic'>): DetectDetails => {
  let lookedMs = Number.NEGATIVE_INFINITY
  return async (texts, signal) => {
    if (clock.monotonic() - lookedMs > FRESH_MS) {
      await list.refresh(signal).catch(() => undefined)
      lookedMs = clock.monotonic()
    }
    return detect(texts, signal)
  }
}
