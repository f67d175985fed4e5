import type { MemoId, MemoRow } from '../../../contract/memos.ts'
import type { Origin } from '../../../contract/privacy.ts'
import type { Content } from '../attach/index.ts'
import type { Clock, MemoStore, Vault } from '../ports/index.ts'
import type { KnownApp, ReaderApp, Release } from '../routing/index.ts'

export interface McpDeps {
  /** Paths of notes that hold all of these words, the best first; chats and prompts left out. */
  readonly searchNotes: (words: readonly string[], limit: number, signal: AbortSignal) => Promise<readonly string[]>
  /** A note with what it is known to come from; NOT_FOUND, OUTSIDE_FOLDER, UNSUPPORTED for a chat. */
  readonly readNote: (path: string, signal: AbortSignal) => Promise<Content>
  readonly readMemo: (memoId: MemoId, signal: AbortSignal) => Promise<Content>
  readonly listMemos: MemoStore['list']
  /** NOT_FOUND for one that is not known. */
  readonly memoRow: (memoId: MemoId) => Promise<MemoRow>
  readonly transcribeAgain: (memoId: MemoId, asked: { readonly language?: string | undefined }) => void
  readonly retryMemo: (rowId: string) => void
  readonly vault: Pick<Vault, 'fileNote'>
  /** Makes a line of text plain in Markdown. */
  readonly plainMarkdown: (line: string) => string
  /** What is known of an app; null for one that is on no list. */
  readonly client: (clientId: string) => KnownApp | null
  /** Keeps what the person answered for an app and an origin. */
  readonly remember: (clientId: string, origin: Origin, allowed: boolean) => Promise<void>
  readonly release: Release
  readonly keptFrom: (app: ReaderApp, origins: readonly Origin[]) => readonly string[]
  readonly clock: Pick<Clock, 'now'>
  readonly newId: () => string
  /** Hex. */
  readonly sha256: (bytes: Uint8Array) => string
}
