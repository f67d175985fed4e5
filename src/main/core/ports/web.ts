import type { MemoId } from '../../../contract/memos.ts'

/** A file dropped in a browser, as it streams in. Rejects with AppError NOT_AUDIO, TOO_LARGE, DISK_FULL, VAULT_GONE. */
export type ReceiveUpload = (upload: {
  readonly name: string
  readonly modifiedMs: number | null
  readonly body: AsyncIterable<Uint8Array>
  readonly signal: AbortSignal
}) => Promise<{ readonly rowId: string; readonly duplicate: boolean }>

/** Where a memo's audio stands, in a form a browser plays; null when the recording is gone. */
export type OpenAudio = (memoId: MemoId, signal: AbortSignal) => Promise<{ readonly path: string; readonly contentType: string } | null>
