import type { Client, ShownProblem } from '../../client.ts'
import { cannotBeRecording, walkEntries, type DroppedThings, type WalkedFile } from './dropped-files.ts'
import { createGatherer, NOTHING_TAKEN, type IntakeStore, type Refused } from './intake-store.ts'

// As many lines as a browser opens to one host.
const AT_ONCE = 6
const PATHS_A_CALL = 10_000

export interface IntakeDeps {
  readonly client: Pick<Client, 'upload' | 'pathForFile'>
  readonly add: Client['api']['memos']['add']
  readonly store: IntakeStore
  readonly problemOf: (error: unknown) => ShownProblem | null
}

export interface Intake {
  /** Takes in files and folders; several drops may follow one another. Never rejects: the store tells what went wrong. */
  take(things: DroppedThings): Promise<void>
  stop(): void
  /** Puts the summary away. */
  dismiss(): void
}

/** Brings dropped files to the host: by path where there is one, else by their bytes, a few at a time. */
export const createIntake = ({ client, add, store, problemOf }: IntakeDeps): Intake => {
  const gatherer = createGatherer(store)
  let running = new AbortController()
  let drops = 0

  const refuse = (refused: readonly Refused[]): void => gatherer.add((state) => ({ ...state, refused: [...state.refused, ...refused] }))

  const giveUp = (name: string, error: unknown): void => {
    const problem = problemOf(error)
    if (problem !== null) refuse([{ name, problem }])
  }

  const addPaths = async (paths: readonly string[], signal: AbortSignal): Promise<void> => {
    gatherer.add((state) => ({ ...state, seen: state.seen + paths.length }))
    for (let from = 0; from < paths.length; from += PATHS_A_CALL) {
      const some = paths.slice(from, from + PATHS_A_CALL)
      try {
        const { accepted, skipped } = await add({ paths: some }, { signal })
        gatherer.add((state) => ({ ...state, taken: state.taken + accepted }))
        refuse(skipped.map(({ path, problem }) => ({ name: path.split(/[/\\]/).at(-1) ?? path, problem })))
      } catch (error) {
        giveUp(`${some.length} files`, error)
      }
    }
  }

  const upload = async (file: File, signal: AbortSignal): Promise<void> => {
    const show = (fraction: number): void => gatherer.add((state) => ({ ...state, current: { name: file.name, fraction } }))
    try {
      const { duplicate } = await client.upload(file, { onProgress: show, signal })
      gatherer.add((state) => ({ ...state, taken: state.taken + 1, known: state.known + (duplicate ? 1 : 0) }))
    } catch (error) {
      giveUp(file.name, error)
    }
  }

  const uploadAll = async (found: AsyncIterator<WalkedFile>, signal: AbortSignal): Promise<void> => {
    // Each worker pulls the next file from the one walk, so that the folder is read no faster than it is sent.
    const work = async (): Promise<void> => {
      for (;;) {
        const { done, value } = await found.next()
        if (done || signal.aborted) return
        if (!value.direct && cannotBeRecording(value.file.type)) {
          gatherer.add((state) => ({ ...state, leftAside: state.leftAside + 1 }))
          continue
        }
        gatherer.add((state) => ({ ...state, seen: state.seen + 1 }))
        await upload(value.file, signal)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  }

  return {
    async take({ files, entries }) {
      if (files.length === 0 && entries.length === 0) return
      drops += 1
      store.setState((state) => ({ ...(state.state === 'busy' ? state : NOTHING_TAKEN), state: 'busy', walking: true }))
      const { signal } = running
      try {
        const paths = files.flatMap((file) => client.pathForFile(file) ?? [])
        if (paths.length > 0 && paths.length === files.length) await addPaths(paths, signal)
        else await uploadAll(entries.length > 0 ? walkEntries(entries, signal) : eachOf(files), signal)
      } catch (error) {
        giveUp('A folder', error)
      }
      drops -= 1
      if (drops === 0) gatherer.add((state) => ({ ...state, walking: false, current: null, state: 'done' }))
      gatherer.flush()
    },
    stop() {
      running.abort()
      running = new AbortController()
    },
    dismiss: () => store.setState(NOTHING_TAKEN),
  }
}

async function* eachOf(files: readonly File[]): AsyncGenerator<WalkedFile> {
  for (const file of files) yield { file, direct: true }
}
