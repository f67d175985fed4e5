import { AppError } from '../../contract/errors.ts'
import type { ModelFile } from '../../contract/models.ts'
import { createDownloads } from '../core/downloads/index.ts'
import type { Downloads } from '../core/downloads/index.ts'
import type { Memos } from '../core/memos/index.ts'
import { createModels } from '../core/models/index.ts'
import type { Models } from '../core/models/index.ts'
import type { FetchAnswer } from '../core/ports/index.ts'
import type { SettingsStore } from '../core/settings/index.ts'
import type { Adapters } from './adapters.ts'

export interface ModelHouse {
  readonly models: Models
  readonly downloads: Downloads
}

/** What models need of those that need models: looked up when it is needed. */
export interface Later {
  readonly fetch: FetchAnswer
  readonly transcribeFile: Memos['transcribeFile']
}

/** Models: which are here, what they take, and how more of them come. */
export const composeModels = (adapters: Adapters, settings: SettingsStore, later: () => Later, signal: AbortSignal): ModelHouse => {
  const { clock, log, modelFiles, catalogue } = adapters
  const ownCatalogue = () => settings.current().models.catalogue
  const downloads = createDownloads({
    fetch: (request, options) => later().fetch(request, options),
    store: adapters.downloadStore,
    // One of the person's own replaces one of ours.
    findOffered: (id) => ownCatalogue().find((model) => model.id === id) ?? catalogue.find((model) => model.id === id),
    inspect: modelFiles.inspect,
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
    writeSampleDown: (model, caller) => writeSampleDown(adapters, later, model, caller),
    clock,
    signal,
  })
  adapters.adviseEngines(models)
  return { models, downloads }
}

const writeSampleDown = async ({ samples, clock }: Pick<Adapters, 'samples' | 'clock'>, later: () => Later, { id }: ModelFile, signal: AbortSignal): Promise<{ readonly speechSeconds: number; readonly tookMs: number }> => {
  const [path] = await samples()
  if (path === undefined) throw new AppError('FILE_GONE', 'The sample memo is missing from this installation.', { next: 'Install Freehold again.' })
  const startedMs = clock.monotonic()
  for await (const event of later().transcribeFile({ path, model: id, file: false }, signal))
    if (event.type === 'result') return { speechSeconds: event.result.speechSeconds, tookMs: clock.monotonic() - startedMs }
  throw new AppError('ENGINE_CRASHED', 'The sample could not be written down.', { next: 'Try again.' })
}
