import { mkdirSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../contract/errors.ts'
import type { Adapters, EngineAdvice, Place } from '../compose.ts'
import type { Clock, ForkEngine, Log } from '../core/ports/index.ts'
import { createAttachmentStore } from './attachment-store/index.ts'
import { createDecoder } from './decoder/index.ts'
import { createDocumentReader } from './document-reader/index.ts'
import { createDownloadStore } from './download-store/index.ts'
import { chooseThreads, createEngines } from './engine-process/index.ts'
import { createWatchFolder } from './folder-watch/index.ts'
import { createLlama, describeLanguageEngine } from './llama/index.ts'
import { createMediaInspector } from './media-file/index.ts'
import { createModelFiles, createReadModelShape, createRemoveModelFile, freeDiskBytes, readCatalogue } from './models-fs/index.ts'
import { chipName, copyToClipboard, fileTimeMs, freeMemoryBytes, openWithSystem, revealInFileManager, totalMemoryBytes } from './platform/index.ts'
import type { PlatformPaths } from './platform/index.ts'
import { createPrivacyAdapters } from './privacy.ts'
import type { PrivacyPlaceDeps } from './privacy.ts'
import { createRecordings, createWorkFolder } from './recordings-fs/index.ts'
import { createSettingsFile, SETTINGS_TEMPLATE } from './settings-file/index.ts'
import { createApiClientStore, createModelMeasures } from './state-files/index.ts'
import { createSqliteChatIndex, createSqliteMemoStore } from './sqlite/index.ts'
import { createVaultFs, readYaml } from './vault-fs/index.ts'
import { createReadVoiceMemos, testLibraryAccess } from './voice-memos/index.ts'
import { createTranscriber, createVadDetector, describeSpeechEngine, findWhisperCli } from './whisper/index.ts'

const MODEL_SETTLE_MS = 500
const MODEL_RESCAN_MS = 60_000
const FOLDER_RETRY_MS = 10_000
const RECORDING = /\.m4a$/

export interface NodePlaceDeps extends Pick<PrivacyPlaceDeps, 'guard' | 'detectWorkerPath' | 'prompt'> {
  readonly paths: PlatformPaths
  readonly version: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly fork: ForkEngine
  readonly clock: Clock
  readonly log: Log
  /** The built thread that reads documents. */
  readonly readWorkerPath: string
  /** What ships beside the code. */
  readonly resourcesFolder: string
}

/** Everything outside as it is on this machine, under plain Node and in Electron's utility process alike. */
export const createNodePlace = (deps: NodePlaceDeps): Place => ({
  settingsFile: createSettingsFile(deps.paths.settingsFile),
  settingsTemplate: SETTINGS_TEMPLATE,
  homeFolder: deps.paths.homeFolder,
  createAdapters: (settings) => createAdapters(deps, settings),
})

const createAdapters = async ({ paths, version, env, fork, clock, log, resourcesFolder, readWorkerPath, ...privacyDeps }: NodePlaceDeps, settings: Parameters<Place['createAdapters']>[0]): Promise<Adapters> => {
  const { platform } = process
  const ending = new AbortController()
  const catalogue = await readCatalogue(join(resourcesFolder, 'models.yaml'), readYaml)
  const demoFolder = join(resourcesFolder, 'demo')
  const workPath = join(paths.stateFolder, 'work')
  const workFolder = createWorkFolder(workPath)
  const temporaryFolder = join(paths.stateFolder, 'temporary')
  mkdirSync(temporaryFolder, { recursive: true, mode: 0o700 })

  const { tellBlocked, ...privacy } = await createPrivacyAdapters({ ...privacyDeps, stateFolder: paths.stateFolder, resourcesFolder, env, clock, log })
  const store = createSqliteMemoStore(join(paths.stateFolder, 'memos.db'), log)
  const chatIndex = createSqliteChatIndex(join(paths.stateFolder, 'chats.db'), paths.vaultFolder, log)
  const inspector = createMediaInspector()
  const documentReader = createDocumentReader({ workerPath: readWorkerPath, inspector })
  const memory = () => ({ totalBytes: totalMemoryBytes(), freeBytes: freeMemoryBytes(platform) })
  let advice: EngineAdvice | null = null
  const engines = createEngines({
    fork,
    clock,
    log,
    keepAliveMinutes: () => settings().models.keepAliveMinutes,
    memory,
    neededBytes: ({ modelPath, contextTokens }) => advice?.neededBytes({ path: modelPath, contextTokens }) ?? 0,
    budgetBytes: () => advice?.budgetBytes() ?? 0,
    refusal: (path, neededBytes, roomBytes) => advice?.refusal({ path, neededBytes, roomBytes }) ?? null,
    onBlocked: (blocked) => tellBlocked({ ...blocked, feature: 'engine' }),
  })
  const modelFiles = await createModelFiles({
    folders: paths.modelFolders,
    bundledFolder: join(resourcesFolder, 'models'),
    demoFolder,
    settleMs: MODEL_SETTLE_MS,
    rescanMs: MODEL_RESCAN_MS,
    signal: ending.signal,
  })
  const measures = createModelMeasures(join(paths.stateFolder, 'model-measures.json'), log)
  const threads = (): number => settings().models.threads
  const findCli = (): string | null => findWhisperCli(env['PATH'])

  return {
    ...privacy,
    version,
    platform,
    nodeVersion: process.version,
    memoryBytes: totalMemoryBytes(),
    homeFolder: paths.homeFolder,
    stateFolder: paths.stateFolder,
    voiceMemosFolder: paths.voiceMemosFolder,
    clock,
    log,
    store,
    vault: createVaultFs({ path: paths.vaultFolder, wasUsed: () => store.counts().some(({ state }) => state === 'filed') || chatIndex.list({ limit: 1 }).total > 0, log }),
    recordings: createRecordings(),
    workFolder,
    inspector,
    documentReader,
    attachmentStore: createAttachmentStore(join(paths.stateFolder, 'attachments')),
    chatIndex,
    readYaml,
    decoder: createDecoder({ platform, pathVariable: env['PATH'], tempFolder: temporaryFolder }),
    engines,
    detector: createVadDetector({ engines, threads }),
    transcriber: createTranscriber({ engines, findWhisperCli: findCli, workFolder: workPath, threads, chooseThreads }),
    llm: createLlama({ engines, threads, contextTokens: (model) => advice?.contextTokensFor(model) ?? 0, contextType: () => settings().models.contextType }),
    modelFiles,
    catalogue,
    measures,
    readModelShape: createReadModelShape(),
    removeModelFile: createRemoveModelFile(paths.ownModelsFolder),
    freeModelDiskBytes: () => freeDiskBytes(paths.ownModelsFolder),
    freeMemoryBytes: () => freeMemoryBytes(platform),
    chip: chipName(),
    ownModelsFolder: paths.ownModelsFolder,
    adviseEngines: (given) => {
      advice = given
    },
    downloadStore: createDownloadStore(paths.ownModelsFolder),
    apiClients: createApiClientStore(join(paths.stateFolder, 'api-clients.json'), log),
    copyToClipboard: (text) => copyToClipboard(text, platform),
    fileTimeMs,
    watchFolder: createWatchFolder({ retryMs: FOLDER_RETRY_MS }),
    readVoiceMemos: createReadVoiceMemos({ tempFolder: temporaryFolder }),
    samples: async () => (await readdir(demoFolder)).filter((name) => RECORDING.test(name)).map((name) => join(demoFolder, name)),
    openFile: (path, signal) => openWithSystem(path, platform, signal),
    revealFile: (path, signal) => revealInFileManager(path, platform, signal),
    testFolder: testLibraryAccess,
    describeSpeechEngine: async (signal) => {
      const engine = await describeSpeechEngine({ findWhisperCli: findCli, signal })
      if (engine === null) throw new AppError('UNSUPPORTED', 'The speech engine is missing from this installation.', { next: 'Install Freehold again.' })
      return engine
    },
    describeLanguageEngine,
    close: async () => {
      ending.abort()
      await engines.close()
      await documentReader.close()
      await privacy.credentialBook.close()
      await modelFiles.close()
      await measures.close()
      chatIndex.close()
      store.close()
    },
  }
}
