import { basename } from 'node:path'
import type { MemoId } from '../contract/memos.ts'
import type { Settings } from '../contract/settings.ts'
import type { WatchedFolder } from '../contract/system.ts'
import { createAnswers } from './core/answers/index.ts'
import type { Attachments } from './core/attach/index.ts'
import { createDescriber } from './core/describe/index.ts'
import type { Downloads } from './core/downloads/index.ts'
import { createMemos } from './core/memos/index.ts'
import type { Memos } from './core/memos/index.ts'
import { createMemoNotes, readActions, toParagraphs } from './core/notes/index.ts'
import type { ApiDoor, LocalApiWork, Log, McpTools } from './core/ports/index.ts'
import { createSettings } from './core/settings/index.ts'
import type { SettingsFile } from './core/settings/index.ts'
import { createSpeech } from './core/speech/index.ts'
import { checkDecoder, checkEngine, checkFolder, checkKeys, checkModels, checkNode, checkSettings, checkWatched, createSystem } from './core/system/index.ts'
import { answersRouter, attachmentsRouter, chatRouter, createRouter, credentialsRouter, ledgerRouter, localApiRouter, mcpRouter, memosRouter, modelsRouter, privacyRouter, settingsRouter, systemRouter, transcribeRouter } from './rpc/index.ts'
import type { HostRouter } from './rpc/index.ts'
import type { Adapters } from './composition/adapters.ts'
import { composeApps } from './composition/apps.ts'
import { composeChat } from './composition/chat.ts'
import { composeModels } from './composition/models.ts'
import { composePrivacy } from './composition/privacy.ts'

export type { Adapters, EngineAdvice } from './composition/adapters.ts'

const RETRY_MS = 30_000
const FIRST_RUN_DONE = 'first-run-done'

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
  readonly receiveAttachment: Attachments['receive']
  readonly dictate: Attachments['dictate']
  readonly receiveModel: (file: Parameters<Downloads['receive']>[0]) => Promise<{ readonly id: string }>
  /** What the door for other apps stands before. */
  readonly apps: { readonly door: ApiDoor; readonly work: LocalApiWork; readonly mcp: McpTools }
  /** Takes up the work that waits, and watches the folders unless told not to. */
  start(options?: { readonly watch: boolean }): void
  /** Ends everything in the reverse order it was opened. */
  close(): Promise<void>
}

/** Wires the capabilities together: the only place that knows them all. */
export const compose = async (place: Place, signAudio: (memoId: MemoId) => string, { isApiForced = false }: { readonly isApiForced?: boolean } = {}): Promise<Host> => {
  const ending = new AbortController()
  const settings = await createSettings({ file: place.settingsFile, homeFolder: place.homeFolder, template: place.settingsTemplate, signal: ending.signal })
  const adapters = await place.createAdapters(settings.current).catch(async (error: unknown) => {
    await settings.close()
    throw error
  })
  const { engines, store, vault, log } = adapters

  // Models are fetched through the gate, whose decision needs models itself.
  const house = composeModels(adapters, settings, (request, options) => privacy.routing.fetcher({ feature: 'models', purpose: 'model' })(request, options), ending.signal)
  const { models, downloads } = house
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
  const privacy = composePrivacy(adapters, settings, models, ending.signal)
  const answers = createAnswers({
    ...privacy.routing,
    modelFor: (provider) => adapters.cloudModels[provider],
    llm: adapters.llm,
    localModel: () => models.pick('folder').language,
    findModel: models.findModel,
    sampling: (modelId) => settings.current().models.sampling[modelId],
    newId: adapters.newId,
  })
  const chat = composeChat(adapters, settings, models, memos, privacy, answers)
  const apps = composeApps(adapters, settings, house, memos, privacy, answers, isApiForced)
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
      checkKeys(adapters.secrets.state),
    ],
  })

  return {
    router: createRouter({
      answers: answersRouter(answers, () => settings.current().chat.maxAnswerTokens),
      attachments: attachmentsRouter(chat.attachments),
      chat: chatRouter(chat.chat, chat.chats),
      credentials: credentialsRouter(privacy.credentials),
      ledger: ledgerRouter(privacy.ledger),
      privacy: privacyRouter(privacy.routing),
      memos: memosRouter(memos),
      transcribe: transcribeRouter(memos),
      localApi: localApiRouter(apps.api),
      mcp: mcpRouter(apps.mcp, apps.api.clientNamed),
      models: modelsRouter(models),
      settings: settingsRouter({ get: () => ({ settings: settings.current(), path: settings.path, problems: settings.problems() }), set: settings.set }),
      system: systemRouter(system),
    }),
    log,
    settings: settings.current,
    receiveUpload: memos.receiveUpload,
    openAudio: memos.openAudio,
    receiveAttachment: chat.attachments.receive,
    dictate: chat.attachments.dictate,
    receiveModel: async (file) => {
      const { path } = await downloads.receive(file)
      return { id: models.findModel(path)?.id ?? basename(path) }
    },
    apps: { door: apps.api.door, work: apps.api.work, mcp: apps.mcp },
    start: (options) => {
      memos.start(options)
      chat.start()
      downloads.start()
    },
    close: async () => {
      ending.abort()
      await apps.api.close()
      await downloads.close()
      await chat.close()
      await memos.close()
      await privacy.close()
      await settings.close()
      await adapters.close()
    },
  }
}

const watchedFolders = ({ memos }: Settings, voiceMemosFolder: string | null): readonly Pick<WatchedFolder, 'path' | 'kind'>[] => [
  ...(memos.voiceMemos && voiceMemosFolder !== null ? [{ path: voiceMemosFolder, kind: 'voice-memos' as const }] : []),
  ...memos.watch.map((path) => ({ path, kind: 'folder' as const })),
]
