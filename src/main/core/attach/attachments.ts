import type { Attachment, Mention, PendingAttachment, Prompt } from '../../../contract/attachments.ts'
import type { Piece } from '../../../contract/answers.ts'
import type { MemoId } from '../../../contract/memos.ts'

/** Makes ready what goes with a turn, as text with its labels. */
export interface Attachments {
  /** By path; sound goes to the memo pipeline and is ready when it is written down. */
  add(paths: readonly string[], signal: AbortSignal): Promise<readonly PendingAttachment[]>
  addText(title: string, text: string): Promise<PendingAttachment>
  /** From a browser: bytes, kept in the state folder until they are read. */
  receive(file: { readonly name: string; readonly body: AsyncIterable<Uint8Array>; readonly signal: AbortSignal }): Promise<PendingAttachment>
  /** What was said into the microphone, as text; nothing is filed. */
  dictate(recording: { readonly body: AsyncIterable<Uint8Array>; readonly signal: AbortSignal }): Promise<{ readonly text: string }>
  mention(path: string, memoId: MemoId | null): Promise<PendingAttachment>
  mentions(text: string, limit: number): readonly Mention[] | Promise<readonly Mention[]>
  follow(attachmentIds: readonly string[], signal: AbortSignal): AsyncGenerator<PendingAttachment, undefined, void>
  remove(attachmentId: string): Promise<void>
  /** The text behind an attachment, sent or not. FILE_GONE when its file is no longer there. */
  text(attachment: string | Attachment): Promise<string>
  /** Takes what is ready into the vault, so that it stays with its chat; BAD_REQUEST when one is not ready or unknown. */
  take(attachmentIds: readonly string[]): Promise<readonly Attachment[]>
  /** As a turn takes it along, under its own origin, folder and tags. */
  piece(attachment: Attachment): Promise<Piece>
  prompts(): Promise<{ readonly prompts: readonly Prompt[]; readonly folder: string }>
  close(): Promise<void>
}
