import type { Client, ShownProblem } from '../../client.ts'
import { cannotBeRecording, walkEntries, type DroppedThings, type WalkedFile } from './dropped-files.ts'
import { groupFiles } from './group-files.ts'
import { createGatherer, NOTHING_TAKEN, type IntakeStore, type Refused } from './intake-store.ts'

// A browser opens six lines to one host; two stay free for what a person wants to hear meanwhile.
const AT_ONCE = 4
const PATHS_A_CALL = 10_000

export interface IntakeDeps {
  readonly client: Pick<Client, 'upload' | 'uploadTogether' | 'pathForFile'>
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

/** Brings dropped files to the host: by path where there is one, else by their bytes, small ones together and large ones a few at a time. */
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

  const take = (duplicate: boolean): void => gatherer.add((state) => ({ ...state, taken: state.taken + 1, known: state.known + (duplicate ? 1 : 0) }))

  const upload = async (file: File, signal: AbortSignal): Promise<void> => {
    const show = (fraction: number): void => gatherer.add((state) => ({ ...state, current: { name: file.name, fraction } }))
    try {
      take((await client.upload(file, { onProgress: show, signal })).duplicate)
    } catch (error) {
      giveUp(file.name, error)
    }
  }

  const uploadTogether = async (files: readonly File[], signal: AbortSignal): Promise<void> => {
    try {
      await client.uploadTogether(files, { onSettled: ({ name }, outcome) => (outcome.status === 'fulfilled' ? take(outcome.value.duplicate) : giveUp(name, outcome.reason)), signal })
    } catch (error) {
      giveUp(`${files.length} files`, error)
    }
  }

  async function* worthSending(found: AsyncIterable<WalkedFile>, signal: AbortSignal): AsyncGenerator<File, void, void> {
    for await (const { file, direct } of found) {
      if (signal.aborted) return
      const isAside = !direct && cannotBeRecording(file.type)
      gatherer.add((state) => (isAside ? { ...state, leftAside: state.leftAside + 1 } : { ...state, seen: state.seen + 1 }))
      if (!isAside) yield file
    }
  }

  const uploadAll = async (found: AsyncIterable<WalkedFile>, signal: AbortSignal): Promise<void> => {
    // Each worker pulls the next files from the one walk, so that the folder is read no faster than it is sent.
    const groups = groupFiles(worthSending(found, signal))
    const work = async (): Promise<void> => {
      for await (const files of groups) {
        const [first] = files
        if (signal.aborted || first === undefined) return
        await (files.length === 1 ? upload(first, signal) : uploadTogether(files, signal))
      }
    }
    // A folder that cannot be read any further ends the walk, and not what is on its way.
    const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, work))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
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
