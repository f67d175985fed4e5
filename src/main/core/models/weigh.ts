import type { CatalogueModel, Fit, ModelFile, OfferedModel } from '../../../contract/models.ts'
import type { EngineState } from '../../../contract/system.ts'
import { fallbackNeed, WELL_SHARE } from '../lib/model-memory.ts'
import { entryOf, machineSize, smallerEntry } from './catalogue.ts'
import { judgeFit } from './fit.ts'
import type { HeldModel } from './fit.ts'
import type { Need, Needs } from './needs.ts'

export interface WeighDeps {
  readonly needs: Needs
  readonly catalogue: () => readonly (CatalogueModel & { readonly own: boolean })[]
  readonly found: () => readonly ModelFile[]
  readonly states: () => readonly EngineState[]
  readonly memoryBytes: number
  readonly freeBytes: () => number | null
}

/** Whether models fit here: those on this machine, those of the catalogue, and files that are only heard of. */
export const createWeigh = ({ needs, catalogue, found, states, memoryBytes, freeBytes }: WeighDeps) => {
  const idOf = (path: string): string => found().find((model) => model.path === path)?.id ?? path

  const held = (): readonly (HeldModel & { readonly path: string })[] =>
    states().map(({ path, memoryBytes: bytes, busy, idleSeconds }) => {
      const id = idOf(path)
      return { id, name: entryOf(catalogue(), { id, path })?.name ?? id, path, bytes, busy, idleSeconds }
    })

  const smallerThan = (model: Pick<ModelFile, 'kind' | 'sizeBytes'>): { readonly id: string; readonly name: string } | null =>
    smallerEntry(catalogue(), model, ({ sizeBytes }) => fallbackNeed(sizeBytes).totalBytes <= needs.budgetBytes() * WELL_SHARE)

  const judge = (need: Need, model: Pick<ModelFile, 'kind' | 'sizeBytes'>, path: string | null): Fit => {
    const all = held()
    const others = all.filter((other) => other.path !== path)
    // What it takes already is not taken from what is free, and one that is not here yet finds another moment.
    const isIn = others.length < all.length
    return judgeFit({ ...need, budgetBytes: needs.budgetBytes(), freeBytes: isIn || path === null ? null : freeBytes(), held: others, smaller: smallerThan(model) })
  }

  const fitOfFile = (model: ModelFile, contextTokens?: number): Fit => judge(needs.need(model, contextTokens), model, model.path)

  /** Of a file that is not here: nothing is known but its size. */
  const fitOfSize = (model: Pick<ModelFile, 'kind' | 'sizeBytes'>): Fit => judge({ neededBytes: fallbackNeed(model.sizeBytes).totalBytes, contextTokens: null, measured: false }, model, null)

  const fitOfEntry = (entry: CatalogueModel, contextTokens?: number): Fit => {
    const here = found().find((file) => file.fault === null && entryOf([entry], file) !== null)
    return here === undefined ? fitOfSize(entry) : fitOfFile(here, contextTokens)
  }

  return {
    fitOfFile,
    fitOfSize,
    fitOfEntry,
    held,
    smallerThan,
    offered: (): readonly OfferedModel[] => catalogue().map((entry) => ({ ...entry, fit: fitOfEntry(entry), recommended: entry.recommendedGigabytes.includes(machineSize(memoryBytes)) })),
  }
}

export type Weigh = ReturnType<typeof createWeigh>
