import type { PendingAttachment } from '../../../contract/attachments.ts'
import type { MemoId } from '../../../contract/memos.ts'

/** Where an attachment comes from; from it an interrupted reading starts again. */
export type DraftSource =
  /** `ownsFile`: it was sent by a browser, and is a file of ours until it is read. */
  | { readonly type: 'file'; readonly path: string; readonly ownsFile: boolean }
  | { readonly type: 'text' }
  | { readonly type: 'note'; readonly path: string; readonly memoId: MemoId | null }

/** An attachment that is not sent yet, as it is kept. */
export interface Draft {
  readonly source: DraftSource
  readonly madeMs: number
  readonly pending: PendingAttachment
}

/**
 * Keeps what goes with a turn until it is sent, and remembers what was sent by its id. It survives the host; a record that
 * cannot be read is as one that is not there. Rejects with AppError DISK_FULL, NO_PERMISSION.
 */
export interface AttachmentStore {
  drafts(): Promise<readonly Draft[]>
  save(draft: Draft): Promise<void>
  /** The text that was read from a file; null when it is not there. */
  text(attachmentId: string): Promise<string | null>
  saveText(attachmentId: string, text: string): Promise<void>
  /** With its text; a draft that is none is no failure. */
  remove(attachmentId: string): Promise<void>
  /** From here on it is found by `sent`, and no longer among the drafts. */
  markSent(draft: Draft): Promise<void>
  sent(attachmentId: string): Promise<Draft | null>
  /** Keeps a browser's bytes under a name with the same ending, and says where; nothing is left of what breaks off. TOO_LARGE. */
  receive(file: { readonly name: string; readonly body: AsyncIterable<Uint8Array>; readonly maxBytes: number; readonly signal: AbortSignal }): Promise<string>
  /** Opens a file that was received. */
  open(path: string): AsyncIterable<Uint8Array>
  /** Deletes a file that was received. */
  letGo(path: string): Promise<void>
  /** Deletes received files that no draft speaks of. */
  sweep(keep: ReadonlySet<string>): Promise<void>
}
