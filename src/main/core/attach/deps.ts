import type { Piece } from '../../../contract/answers.ts'
import type { MemoId } from '../../../contract/memos.ts'
import type { Labels } from '../../../contract/privacy.ts'
import type { TranscribeEvent } from '../../../contract/transcribe.ts'
import type { AttachmentStore, Clock, DocumentReader, Log, MemoStore, NoteIndex, OpenAudio, ReceiveUpload, Vault } from '../ports/index.ts'

export interface AttachDeps {
  readonly vault: Pick<Vault, 'path' | 'readNote' | 'readText' | 'fileNote' | 'list' | 'scan'>
  readonly reader: DocumentReader
  readonly store: AttachmentStore
  readonly memos: {
    /** Writes a recording down, filed or not; rejects where it cannot be done now. */
    readonly transcribeFile: (request: { readonly path: string; readonly file: boolean }, signal: AbortSignal) => AsyncGenerator<TranscribeEvent, undefined, void>
    readonly receiveUpload: ReceiveUpload
    readonly openAudio: OpenAudio
    /** The memo's note as it stands; NOT_FOUND when it is gone. */
    readonly note: (memoId: MemoId, signal: AbortSignal) => Promise<{ readonly path: string; readonly text: string }>
  }
  /** Newest first, by words in their title and elsewhere. */
  readonly listMemos: MemoStore['list']
  /** What is known of the notes without reading them. */
  readonly noteIndex: Pick<NoteIndex, 'at' | 'isAt'>
  /** What is known of a piece by the quick detectors. */
  readonly label: (piece: Piece, signal: AbortSignal) => Promise<Labels>
  readonly countTokens: (text: string) => Promise<{ readonly tokens: number; readonly exact: boolean }>
  readonly maxUploadBytes: () => number
  readonly newId: () => string
  /** Hex. */
  readonly sha256: (bytes: Uint8Array) => string
  readonly clock: Clock
  readonly log: Log
}
