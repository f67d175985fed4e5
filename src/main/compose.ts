import { join } from 'node:path'
import type { MemoId } from '../contract/memos.ts'
import type { OfferedModel } from '../contract/models.ts'
import type { Destination } from '../contract/privacy.ts'
import type { Settings } from '../contract/settings.ts'
import type { WatchedFolder } from '../contract/system.ts'
import { createAnswers } from './core/answers/index.ts'
import type { Answers } from './core/answers/index.ts'
import { createAttachments } from './core/attach/index.ts'
import type { Attachments } from './core/attach/index.ts'
import { createChat } from './core/chat/index.ts'
import type { Chat } from './core/chat/index.ts'
import { createChats } from './core/chats/index.ts'
import type { Chats } from './core/chats/index.ts'
import { createCredentials } from './core/credentials/index.ts'
import type { Credentials } from './core/credentials/index.ts'
import { createDescriber } from './core/describe/index.ts'
import { createDetectTopics, createPeopleList, notesOfPeople, withFreshPeople } from './core/detect/index.ts'
import { createLedger, createWatchedLedger } from './core/ledger/index.ts'
import { createMemos } from './core/memos/index.ts'
import type { Memos } from './core/memos/index.ts'
import { createModels } from './core/models/index.ts'
import type { FindModels, Models } from './core/models/index.ts'
import { createMemoNotes, readActions, toParagraphs } from './core/notes/index.ts'
import type { AttachmentStore, BlockedAttempt, ChatIndex, Clock, CloudModel, CredentialBook, Decoder, DetectDetails, DocumentReader, Engines, Gate, LedgerStore, Llm, Log, MediaInspector, MemoStore, Permit, Person, ReadVoiceMemos, ReadYaml, Recordings, Secrets, SpeechDetector, Transcriber, Vault, WatchFolder, WorkFolder } from './core/ports/index.ts'
import { createRouting, joinLabels, labelsOf, localFacts } from './core/routing/index.ts'
import type { Routing } from './core/routing/index.ts'
import { createSettings } from './core/settings/index.ts'
import type { SettingsFile, SettingsStore } from './core/settings/index.ts'
import { createSpeech } from './core/speech/index.ts'
import { checkDecoder, checkEngine, checkFolder, checkKeys, checkModels, checkNode, checkSettings, checkWatched, createSystem } from './core/system/index.ts'
import type { EngineFacts } from './core/system/index.ts'
import { answersRouter, attachmentsRouter, chatRouter, createRouter, credentialsRouter, ledgerRouter, memosRouter, modelsRouter, privacyRouter, settingsRouter, systemRouter, transcribeRouter } from './rpc/index.ts'
import type { HostRouter } from './rpc/index.ts'

const RETRY_MS = 30_000
const CHARACTERS_PER_TOKEN = 3
const COUNT_MS = 10_000
const FIRST_RUN_DONE = 'first-run-done'

/** Everything outside that the product touches; the root chooses what each is. */
export interface Adapters {
  readonly version: string
  readonly platform: NodeJS.Platform
  readonly nodeVersion: string
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
  /** Throws AppError LEDGER_FAILED when the record cannot be had. */
  readonly openLedger: () => LedgerStore
  readonly secrets: Secrets
  readonly credentialBook: CredentialBook
  readonly cloudModels: Readonly<Record<Destination['provider'], CloudModel>>
  readonly createDetector: (people: () => readonly Person[]) => { readonly detect: DetectDetails; close(): Promise<void> }
  readonly createGate: (deps: { readonly isIssued: (permit: Permit) => boolean; readonly begin: LedgerStore['begin']; readonly finish: LedgerStore['finish']; readonly network: () => readonly string[] }) => Gate
  /** What tried to pass by the gate, in the host and in its engines; what came before is told at once. */
  readonly onBlocked: (listener: (blocked: BlockedAttempt) => void) => () => void
  readonly documentReader: DocumentReader
  readonly attachmentStore: AttachmentStore
  readonly chatIndex: ChatIndex
  readonly readYaml: ReadYaml
  readonly newId: () => string
  /** Hex. */
  readonly sha256: (bytes: Uint8Array) => string
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
  readonly receiveAttachment: Attachments['receive']
  readonly dictate: Attachments['dictate']
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
      answers: answersRouter(answers),
      attachments: attachmentsRouter(chat.attachments),
      chat: chatRouter(chat.chat, chat.chats),
      credentials: credentialsRouter(privacy.credentials),
      ledger: ledgerRouter(privacy.ledger),
      privacy: privacyRouter(privacy.routing),
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
    receiveAttachment: chat.attachments.receive,
    dictate: chat.attachments.dictate,
    start: (options) => {
      memos.start(options)
      chat.start()
    },
    close: async () => {
      ending.abort()
      await chat.close()
      await memos.close()
      await privacy.close()
      await settings.close()
      await adapters.close()
    },
  }
}

interface Talk {
  readonly attachments: Attachments
  readonly chats: Chats
  readonly chat: Chat
  start(): void
  close(): Promise<void>
}

/** Conversations: their files, what goes with a turn, and the turns themselves. */
const composeChat = (adapters: Adapters, settings: SettingsStore, models: Models, memos: Memos, { routing, detect }: Privacy, answers: Answers): Talk => {
  const { vault, store, llm, clock, log, newId, sha256, documentReader, attachmentStore } = adapters
  const localModel = () => models.pick('folder').language
  const attachments = createAttachments({
    vault,
    reader: documentReader,
    store: attachmentStore,
    memos,
    listMemos: store.list,
    noteIndex: store.noteIndex(vault.path),
    label: async (piece, signal) => labelsOf(piece, (await detect([piece.text], signal).catch(() => null))?.[0] ?? null, null),
    countTokens: async (text) => {
      const model = localModel()
      // A model is not loaded for a figure beside a file.
      if (model === null || llm.facts(model).state !== 'ready') return { tokens: Math.ceil(text.length / CHARACTERS_PER_TOKEN), exact: false }
      return { tokens: await llm.countTokens(model, text, AbortSignal.timeout(COUNT_MS)), exact: true }
    },
    maxUploadBytes: () => settings.current().web.maxUploadMegabytes * 1_000_000,
    newId,
    sha256,
    clock,
    log,
  })
  const chats = createChats({ vault, index: adapters.chatIndex, readYaml: adapters.readYaml, watchFolder: adapters.watchFolder, clock, log, newId, retryMs: RETRY_MS })
  const chat = createChat({
    chats,
    journal: store.chatJournal,
    answer: answers.answer,
    attachments,
    llm,
    localModel,
    settings: () => settings.current().chat,
    destinations: routing.destinations,
    joinLabels,
    label: routing.label,
    openFile: (path, signal) => adapters.openFile(join(vault.path, path), signal),
    clock,
    log,
  })
  return {
    attachments,
    chats,
    chat,
    start: () => {
      chats.start()
      chat.start()
    },
    close: async () => {
      await chat.close()
      await attachments.close()
      await chats.close()
    },
  }
}

interface Privacy {
  readonly routing: Routing
  readonly detect: DetectDetails
  readonly credentials: Credentials
  readonly ledger: ReturnType<typeof createLedger>
  close(): Promise<void>
}

/** Everything by which something may leave: the record first, then the decision, then the gate that asks both. */
const composePrivacy = (adapters: Adapters, settings: SettingsStore, models: Models, signal: AbortSignal): Privacy => {
  const { clock, log, vault, secrets, credentialBook, cloudModels } = adapters
  const privacySettings = () => settings.current().privacy
  const watched = createWatchedLedger({
    open: adapters.openLedger,
    keepsSent: () => privacySettings().keepSentDays > 0,
    now: clock.now,
    onFault: (error) => log.error('ledger.failed', error),
  })
  const { store } = watched
  const peopleFolder = (): string => privacySettings().peopleFolder
  const peopleList = createPeopleList({ scanNotes: (scanSignal) => notesOfPeople(vault, peopleFolder(), scanSignal), peopleFolder })
  const detector = adapters.createDetector(peopleList.people)
  // The gate asks the decision, the decision holds the gate, and a key is tested through both: each is looked up when it is needed.
  const gate: Gate = adapters.createGate({ isIssued: (permit) => routing.isIssued(permit), begin: store.begin, finish: store.finish, network: () => privacySettings().network })
  const credentials = createCredentials({
    secrets,
    book: credentialBook,
    clock,
    askProvider: async (name, caller) => {
      const destination = privacySettings().destinations.find(({ credential }) => credential === name)
      if (destination === undefined) return null
      const send = routing.plainSender(destination.name, { feature: 'credentials', purpose: 'key-test' })
      return { destination: destination.name, models: await cloudModels[destination.provider].listModels(destination, send, caller) }
    },
  })
  const language = () => models.pick('folder').language
  const detect = withFreshPeople(detector.detect, peopleList, clock)
  const routing: Routing = createRouting({
    settings: privacySettings,
    setSetting: settings.set,
    areSettingsReadable: () => settings.problems().length === 0,
    isLedgerWritable: watched.isWritable,
    sources: [settings.onChange, credentials.onChange, watched.onHealthChange],
    detect,
    detectTopics: createDetectTopics({ llm: adapters.llm, model: language }),
    people: peopleList.people,
    local: () => {
      const model = language()
      return localFacts(model && adapters.llm.facts(model))
    },
    gate,
    record: store.begin,
    useCredential: credentials.use,
    knownCredentials: credentials.known,
    clock,
    newId: adapters.newId,
    sha256: adapters.sha256,
  })
  const stopBlocked = adapters.onBlocked(watched.recordBlocked)
  return {
    routing,
    detect,
    credentials,
    ledger: createLedger({ store, clock, keepSentDays: () => privacySettings().keepSentDays, signal }),
    close: async () => {
      stopBlocked()
      routing.close()
      await gate.close()
      await detector.close()
      store.close()
    },
  }
}

const watchedFolders = ({ memos }: Settings, voiceMemosFolder: string | null): readonly Pick<WatchedFolder, 'path' | 'kind'>[] => [
  ...(memos.voiceMemos && voiceMemosFolder !== null ? [{ path: voiceMemosFolder, kind: 'voice-memos' as const }] : []),
  ...memos.watch.map((path) => ({ path, kind: 'folder' as const })),
]
