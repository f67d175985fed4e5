import type { MemoId } from '../contract/memos.ts'
import type { OfferedModel } from '../contract/models.ts'
import type { Settings } from '../contract/settings.ts'
import type { WatchedFolder } from '../contract/system.ts'
import { createDescriber } from './core/describe/index.ts'
import { createMemos } from './core/memos/index.ts'
import type { Memos } from './core/memos/index.ts'
import { createModels } from './core/models/index.ts'
import type { FindModels } from './core/models/index.ts'
import { createMemoNotes, readActions, toParagraphs } from './core/notes/index.ts'
import type { Clock, Decoder, Engines, Llm, Log, MediaInspector, MemoStore, ReadVoiceMemos, Recordings, SpeechDetector, Transcriber, Vault, WatchFolder, WorkFolder } from './core/ports/index.ts'
import { createSettings } from './core/settings/index.ts'
import type { SettingsFile } from './core/settings/index.ts'
import { createSpeech } from './core/speech/index.ts'
import { checkDecoder, checkEngine, checkFolder, checkKeychain, checkModels, checkNode, checkSettings, checkWatched, createSystem } from './core/system/index.ts'
import type { EngineFacts } from './core/system/index.ts'
import { createRouter, memosRouter, modelsRouter, settingsRouter, systemRouter, transcribeRouter } from './rpc/index.ts'
import type { HostRouter } from './rpc/index.ts'

const RETRY_MS = 30_000
const FIRST_RUN_DONE = 'first-run-done'

/** Everything outside that the product touches; the root chooses what each is. */
export interface Adapters {
  readonly version: string
  readonly platform: NodeJS.Platform
  readonly nodeVersion: string
  readonly sessionBus: string | undefined
  readonly memoryBytes: number
  readonly homeFolder: string
  readonly stateFolder: string
  readonly voiceMemosFolder: string | null
  readonly clock: Clock
  readonly log: Log
  readonly store: MemoStore
  readonly vault: Vault
  readonly recordings: Recordings
  readonly workFolder: WorkFolder
  readonly inspector: MediaInspector
  readonly decoder: Decoder
  readonly engines: Engines
  readonly detector: SpeechDetector
  readonly transcriber: Transcriber
  readonly llm: Llm
  readonly modelFiles: FindModels
  readonly offered: readonly OfferedModel[]
  readonly watchFolder: WatchFolder
  readonly readVoiceMemos: ReadVoiceMemos
  readonly samples: () => Promise<readonly string[]>
  readonly openFile: (path: string, signal: AbortSignal) => Promise<void>
  readonly revealFile: (path: string, signal: AbortSignal) => Promise<void>
  /** Whether a folder can be read, found out by reading. */
  readonly testFolder: (path: string) => Promise<WatchedFolder['state']>
  readonly describeSpeechEngine: (signal: AbortSignal) => Promise<EngineFacts>
  readonly describeLanguageEngine: (signal: AbortSignal) => Promise<EngineFacts>
  close(): Promise<void>
}

/** The settings come first: what the adapters are tuned by may change while they run. */
export interface Place {
  readonly settingsFile: SettingsFile
  readonly settingsTemplate: string
  readonly homeFolder: string
  createAdapters(settings: () => Settings): Promise<Adapters>
}

export interface Host {
  readonly router: HostRouter
  readonly log: Log
  readonly settings: () => Settings
  readonly receiveUpload: Memos['receiveUpload']
  readonly openAudio: Memos['openAudio']
  /** Takes up the work that waits, and watches the folders unless told not to. */
  start(options?: { readonly watch: boolean }): void
  /** Ends everything in the reverse order it was opened. */
  close(): Promise<void>
}

/** Wires the capabilities together: the only place that knows them all. */
export const compose = async (place: Place, signAudio: (memoId: MemoId) => string): Promise<Host> => {
  const ending = new AbortController()
  const settings = await createSettings({ file: place.settingsFile, homeFolder: place.homeFolder, template: place.settingsTemplate, signal: ending.signal })
  const adapters = await place.createAdapters(settings.current).catch(async (error: unknown) => {
    await settings.close()
    throw error
  })
  const { engines, store, vault, log } = adapters

  const models = createModels({ find: adapters.modelFiles, offered: adapters.offered, settings: settings.current, onSettingsChange: settings.onChange, memoryBytes: adapters.memoryBytes })
  const memos = createMemos({
    ...adapters,
    notes: createMemoNotes({ vault, index: store.noteIndex(vault.path) }),
    readActions,
    toParagraphs,
    speech: createSpeech({ detector: adapters.detector, transcriber: adapters.transcriber }),
    describe: createDescriber({ llm: adapters.llm }),
    pickModels: models.pick,
    findModel: models.findModel,
    markBroken: models.markBroken,
    onModelsChange: models.onChange,
    settings: settings.current,
    onSettingsChange: settings.onChange,
    signAudio,
    retryMs: RETRY_MS,
  })
  const system = createSystem({
    ...adapters,
    vaultPath: vault.path,
    engines: engines.states,
    folders: memos.folders,
    settingsProblems: settings.problems,
    modelStates: () => {
      const { speech, vad, language } = models.pick('folder')
      const demo = models.pick('sample').speech
      return { speech: speech ? 'ready' : demo ? 'demo-only' : 'missing', vad: vad ? 'ready' : 'missing', language: language ? 'ready' : 'missing' }
    },
    isFirstRun: () => store.fact(FIRST_RUN_DONE) === null && !memos.hasFiled(),
    finishFirstRun: () => store.setFact(FIRST_RUN_DONE, 'yes'),
    sources: [engines.onChange, models.onChange, settings.onChange, memos.onFoldersChange, store.onChange],
    checks: [
      checkNode(adapters.nodeVersion),
      checkDecoder(adapters.decoder, adapters.platform),
      checkEngine('engine.speech', 'Writes speech down', adapters.describeSpeechEngine),
      checkEngine('engine.language', 'Titles and sums up', adapters.describeLanguageEngine),
      checkModels({ found: models.found, picked: () => models.pick('folder'), folders: models.folders }),
      checkFolder('folder.vault', 'Vault', vault.path, vault.check),
      checkFolder('folder.state', 'State folder', adapters.stateFolder, async () => void (await adapters.workFolder.freeBytes())),
      checkWatched(() => watchedFolders(settings.current(), adapters.voiceMemosFolder), adapters.testFolder),
      checkSettings(settings.path, settings.problems),
      checkKeychain(adapters.platform, adapters.sessionBus),
    ],
  })

  return {
    router: createRouter({
      memos: memosRouter(memos),
      transcribe: transcribeRouter(memos),
      models: modelsRouter({ list: async () => models.list() }),
      settings: settingsRouter({ get: () => ({ settings: settings.current(), path: settings.path, problems: settings.problems() }), set: settings.set }),
      system: systemRouter(system),
    }),
    log,
    settings: settings.current,
    receiveUpload: memos.receiveUpload,
    openAudio: memos.openAudio,
    start: memos.start,
    close: async () => {
      ending.abort()
      await memos.close()
      await settings.close()
      await adapters.close()
    },
  }
}

const watchedFolders = ({ memos }: Settings, voiceMemosFolder: string | null): readonly Pick<WatchedFolder, 'path' | 'kind'>[] => [
  ...(memos.voiceMemos && voiceMemosFolder !== null ? [{ path: voiceMemosFolder, kind: 'voice-memos' as const }] : []),
  ...memos.watch.map((path) => ({ path, kind: 'folder' as const })),
]
