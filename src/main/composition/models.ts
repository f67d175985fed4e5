import { createDownloads } from '../core/downloads/index.ts'
import type { Downloads } from '../core/downloads/index.ts'
import { createModels, createWriteSampleDown, mergeCatalogue } from '../core/models/index.ts'
import type { Models } from '../core/models/index.ts'
import type { FetchAnswer } from '../core/ports/index.ts'
import type { SettingsStore } from '../core/settings/index.ts'
import type { Adapters } from './adapters.ts'

export interface ModelHouse {
  readonly models: Models
  readonly downloads: Downloads
}

/** Models: which are here, what they take, and how more of them come. */
export const composeModels = (adapters: Adapters, settings: SettingsStore, fetch: FetchAnswer, signal: AbortSignal): ModelHouse => {
  const { clock, log, modelFiles, catalogue } = adapters
  const downloads = createDownloads({
    fetch,
    store: adapters.downloadStore,
    findOffered: (id) => mergeCatalogue(catalogue, settings.current().models.catalogue).find((model) => model.id === id),
    inspect: modelFiles.inspect,
    onArrived: () => modelFiles.refresh(signal),
    settings: () => settings.current().models,
    clock,
    log,
    newId: adapters.newId,
  })
  const models = createModels({
    find: modelFiles,
    catalogue,
    settings: settings.current,
    onSettingsChange: settings.onChange,
    memoryBytes: adapters.memoryBytes,
    freeMemoryBytes: adapters.freeMemoryBytes,
    chip: adapters.chip,
    freeDiskBytes: adapters.freeModelDiskBytes,
    downloads,
    engines: adapters.engines,
    llm: adapters.llm,
    measures: adapters.measures,
    readShape: adapters.readModelShape,
    ownFolder: adapters.ownModelsFolder,
    removeFile: adapters.removeModelFile,
    writeSampleDown: createWriteSampleDown(adapters),
    clock,
    signal,
  })
  adapters.adviseEngines(models)
  return { models, downloads }
}
