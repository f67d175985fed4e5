import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Client, ShownProblem } from '../../client.ts'
import type { ModelsApi } from './models-api.ts'

export interface AddedFile {
  readonly key: number
  readonly name: string
  /** 0 … 1 of its bytes; null where the host copies it by itself. */
  readonly fraction: number | null
  readonly problem: ShownProblem | null
}

export interface AddingDeps {
  readonly client: Pick<Client, 'uploadModel' | 'pathForFile'>
  readonly addFile: ModelsApi['addFile']
  readonly problemOf: (error: unknown) => ShownProblem | null
}

export interface Adding {
  readonly store: StoreApi<{ readonly files: readonly AddedFile[] }>
  /** Takes model files in, one after the other; what went wrong stays in the store until it is put away. */
  add(files: readonly File[]): void
  /** Ends one that is on its way, or puts its trouble away. */
  drop(key: number): void
}

/** Brings model files of this machine to the others: by path where there is one, else by their bytes. It outlives its screen. */
export const createAdding = ({ client, addFile, problemOf }: AddingDeps): Adding => {
  const store = createStore<{ readonly files: readonly AddedFile[] }>(() => ({ files: [] }))
  const running = new Map<number, AbortController>()
  let count = 0
  let queue = Promise.resolve()

  const change = (key: number, changes: Partial<AddedFile>): void => store.setState(({ files }) => ({ files: files.map((file) => (file.key === key ? { ...file, ...changes } : file)) }))
  const forget = (key: number): void => store.setState(({ files }) => ({ files: files.filter((file) => file.key !== key) }))

  const bring = async (key: number, file: File): Promise<void> => {
    const signal = running.get(key)?.signal
    if (!signal || signal.aborted) return
    try {
      const path = client.pathForFile(file)
      if (path === null) await client.uploadModel(file, { signal, onProgress: (fraction) => change(key, { fraction }) })
      else await addFile({ path }, { signal })
      forget(key)
    } catch (error) {
      const problem = problemOf(error)
      if (problem === null || signal.aborted) forget(key)
      else change(key, { problem })
    } finally {
      running.delete(key)
    }
  }

  return {
    store,
    add: (files) => {
      for (const file of files) {
        count += 1
        const key = count
        running.set(key, new AbortController())
        store.setState(({ files: before }) => ({ files: [...before, { key, name: file.name, fraction: null, problem: null }] }))
        queue = queue.then(() => bring(key, file))
      }
    },
    drop: (key) => {
      running.get(key)?.abort()
      forget(key)
    },
  }
}
