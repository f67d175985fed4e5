import type { ModelFile } from '../../../contract/models.ts'
import type { MemoId, MemoSource, Segment } from '../../../contract/memos.ts'
import type { Settings } from '../../../contract/settings.ts'
import type { DescribeTranscript } from '../describe/index.ts'
import type { MemoNotes } from '../notes/index.ts'
import type { Clock, Decoder, Log, MediaInspector, MemoStore, ReadVoiceMemos, Recordings, Vault, WatchFolder, WorkFolder } from '../ports/index.ts'
import type { Speech } from '../speech/index.ts'

export interface ModelPicks {
  readonly speech: ModelFile | null
  readonly vad: ModelFile | null
  readonly language: ModelFile | null
}

export interface MemosDeps {
  readonly store: MemoStore
  readonly notes: MemoNotes
  readonly vault: Pick<Vault, 'receive' | 'remove'>
  readonly recordings: Recordings
  readonly workFolder: WorkFolder
  readonly inspector: MediaInspector
  readonly decoder: Decoder
  readonly speech: Speech
  readonly describe: DescribeTranscript
  readonly readVoiceMemos: ReadVoiceMemos
  readonly watchFolder: WatchFolder
  readonly clock: Clock
  readonly log: Log
  /** Which models a recording of this source may use: the demo is one for the samples only. */
  readonly pickModels: (source: MemoSource) => ModelPicks
  /** By id or path; null when there is none. */
  readonly findModel: (idOrPath: string) => ModelFile | null
  /** An engine could not open this model, and says so in a sentence: no memo is given to it again until its file changes. */
  readonly markBroken: (model: ModelFile, fault: string) => void
  readonly onModelsChange: (listener: () => void) => () => void
  readonly settings: () => Settings
  readonly onSettingsChange: (listener: () => void) => () => void
  /** The Voice Memos library of this Mac; null where there is none. */
  readonly voiceMemosFolder: string | null
  /** What is decoded there for a while is nobody's recording, also where a folder above it is watched or dropped. */
  readonly stateFolder: string
  /** Paths of the sample memos that ship with Freehold. */
  readonly samples: () => Promise<readonly string[]>
  /** The `- [ ]` items of a note's text as they stand now. */
  readonly readActions: (noteText: string) => readonly { readonly text: string; readonly done: boolean }[]
  /** Segments as a person likes to read them together. */
  readonly toParagraphs: (segments: readonly Segment[]) => readonly { readonly segments: readonly Segment[] }[]
  /** Opens a file in the program the person uses for its kind. */
  readonly openFile: (path: string, signal: AbortSignal) => Promise<void>
  /** Shows a file in the file manager. */
  readonly revealFile: (path: string, signal: AbortSignal) => Promise<void>
  /** Where the page fetches a memo's audio, relative to the door. */
  readonly signAudio: (memoId: MemoId) => string
  /** How often a memo that waits for room, for the vault or for a decoder is tried again. */
  readonly retryMs: number
}
