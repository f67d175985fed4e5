import type { CatalogueModel, ModelFile, ModelKind } from '../../../contract/models.ts'

const SIZES = [8, 16, 24, 32, 64] as const

/** The models on offer with the person's own: one with the id of another stands in its place. */
export const mergeCatalogue = (ours: readonly CatalogueModel[], own: readonly CatalogueModel[]): readonly (CatalogueModel & { readonly own: boolean })[] => {
  const ownIds = new Set(own.map(({ id }) => id))
  return [...ours.filter(({ id }) => !ownIds.has(id)).map((model) => ({ ...model, own: false })), ...own.map((model) => ({ ...model, own: true }))]
}

/** The memory size in GB whose recommended set is this machine's: the largest that it has, a little less counted as that. */
export const machineSize = (memoryBytes: number): (typeof SIZES)[number] => SIZES.findLast((size) => memoryBytes >= size * 0.9 * 2 ** 30) ?? 8

/** The task a model serves, so that one can stand in for another. */
export const taskOf = (kind: ModelKind): 'chat' | 'speech' | 'vad' | 'embedding' => {
  switch (kind) {
    case 'language':
      return 'chat'
    case 'embedding':
    case 'vad':
      return kind
    case 'whisper':
    case 'parakeet':
      return 'speech'
  }
}

/** The entry of a model's file, by its name or its id. */
export const entryOf = <Model extends CatalogueModel>(catalogue: readonly Model[], file: Pick<ModelFile, 'id' | 'path'>): Model | null => {
  const name = fileNameOf(file.path)
  return catalogue.find(({ fileName }) => fileName === name) ?? catalogue.find(({ id }) => id === file.id) ?? null
}

/** The last part of a path. */
export const fileNameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** The largest entry for the same task that is smaller than a file, and small enough. */
export const smallerEntry = <Model extends CatalogueModel>(catalogue: readonly Model[], { kind, sizeBytes }: Pick<ModelFile, 'kind' | 'sizeBytes'>, fits: (model: Model) => boolean): Model | null =>
  catalogue.filter((model) => taskOf(model.kind) === taskOf(kind) && model.sizeBytes < sizeBytes && fits(model)).toSorted((a, b) => b.sizeBytes - a.sizeBytes)[0] ?? null
