import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { ModelFile, OfferedModel } from '../../contract/models.ts'
import { NEVER_ABORTS } from './never-aborts.ts'

export interface ModelList {
  readonly found: readonly ModelFile[]
  readonly offered: readonly OfferedModel[]
  readonly folders: readonly string[]
  readonly inUse: { readonly speech: string | null; readonly vad: string | null; readonly language: string | null }
}

export interface ModelsDeps {
  list(signal: AbortSignal): Promise<ModelList>
}

/** Which models are here, which could be, and which are used. */
export const modelsRouter = ({ list }: ModelsDeps) => {
  const procedures = implement(contract.models)
  return procedures.router({
    list: procedures.list.handler(async ({ signal = NEVER_ABORTS }) => {
      const { found, offered, folders, inUse } = await list(signal)
      return { found: [...found], offered: [...offered], folders: [...folders], inUse }
    }),
  })
}
