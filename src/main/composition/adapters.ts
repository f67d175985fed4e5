import type { CatalogueModel } from '../../contract/models.ts'
import type { Destination } from '../../contract/privacy.ts'
import type { WatchedFolder } from '../../contract/system.ts'
import type { FindModels } from '../core/models/index.ts'
import type { AttachmentStore, BlockedAttempt, ChatIndex, Clock, CloudModel, CredentialBook, Decoder, DetectDetails, DocumentReader, Engines, Gate, LedgerStore, Llm, Log, MediaInspector, MemoStore, ModelMeasures, Permit, Person, ReadVoiceMemos, ReadModelShape, ReadYaml, Recordings, Secrets, SpeechDetector, Transcriber, Vault, WatchFolder, WorkFolder } from '../core/ports/index.ts'
import type { EngineFacts } from '../core/system/index.ts'

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
  readonly catalogue: readonly CatalogueModel[]
  readonly measures: ModelMeasures
  readonly readModelShape: ReadModelShape
  readonly removeModelFile: (path: string) => Promise<void>
  /** In the folder that models come into; null where that cannot be told. */
  readonly freeModelDiskBytes: () => Promise<number | null>
  /** What no program uses now; null where the system does not tell it truly. */
  readonly freeMemoryBytes: () => number | null
  readonly chip: string | null
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
