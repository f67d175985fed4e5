import type { Download, InstalledModel, ModelsState, OfferedModel } from '../../../contract/models.ts'
import { FOR } from './model-words.ts'

export interface ModelLists {
  readonly installed: readonly InstalledModel[]
  readonly downloads: readonly { readonly download: Download; readonly offered: OfferedModel | undefined }[]
  /** Of the recommended set for this machine, and not here yet. */
  readonly good: readonly OfferedModel[]
  readonly others: readonly OfferedModel[]
}

const offeredOf = (offered: readonly OfferedModel[], { ref, fileName }: Download): OfferedModel | undefined => offered.find((model) => model.id === ref || model.fileName === fileName)

/** Sorts what the host tells into the lists of the page; each model is in one of them. `text` leaves those that speak of it. */
export const listModels = ({ installed, downloads, offered }: ModelsState, text: string): ModelLists => {
  const wanted = text.trim().toLowerCase()
  const speaksOf = (...words: readonly (string | null)[]): boolean => words.some((word) => word?.toLowerCase().includes(wanted))
  const coming = downloads.filter(({ state }) => state !== 'done').map((download) => ({ download, offered: offeredOf(offered, download) }))
  const fetchable = offered.filter((model) => !installed.some(({ id, fault }) => id === model.id && fault === null) && !coming.some((each) => each.offered?.id === model.id))
  const found = fetchable.filter(({ id, name, kind, goodFor, licence, languages }) => speaksOf(id, name, FOR[kind], goodFor, licence, languages.join(' ')))
  return {
    installed: installed.filter(({ id, name, kind, goodFor }) => speaksOf(id, name, FOR[kind], goodFor)),
    downloads: coming.filter(({ download, offered: known }) => speaksOf(download.name, download.fileName, known?.name ?? null, known === undefined ? null : FOR[known.kind])),
    good: found.filter(({ recommended }) => recommended),
    others: found.filter(({ recommended }) => !recommended),
  }
}
