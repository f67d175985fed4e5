import type { Piece } from '../../../contract/answers.ts'
import type { ChatId, Offer } from '../../../contract/chat.ts'
import type { ModelFile } from '../../../contract/models.ts'
import type { Labels } from '../../../contract/privacy.ts'
import type { Settings } from '../../../contract/settings.ts'
import type { AnswerTurn } from '../answers/index.ts'
import type { Attachments } from '../attach/index.ts'
import type { Chats } from '../chats/index.ts'
import type { ChatJournal, Clock, Llm, Log } from '../ports/index.ts'

/** What a chat needs from elsewhere. */
export interface ChatDeps {
  readonly chats: Pick<Chats, 'create' | 'read' | 'change' | 'list' | 'delete' | 'undelete' | 'onChange'>
  readonly journal: ChatJournal
  readonly answer: AnswerTurn
  readonly attachments: Pick<Attachments, 'take' | 'piece'>
  readonly llm: Pick<Llm, 'countChat' | 'completeJson' | 'chat' | 'facts' | 'prepare'>
  /** The language model on this Mac that would answer. */
  readonly localModel: () => ModelFile | null
  readonly settings: () => Settings['chat']
  /** Where policy would let something with these labels go, after a yes at most. */
  readonly destinations: (labels: Labels, chatId: ChatId) => Offer['destinations']
  /** The same for pieces, once they were looked through. */
  readonly placesFor: (pieces: readonly Piece[], carried: Labels, chatId: ChatId, signal: AbortSignal) => Promise<Offer['destinations']>
  readonly joinLabels: (...all: readonly Labels[]) => Labels
  /** What is known of pieces by all that looks through them, topics too. */
  readonly label: (pieces: readonly Piece[], signal: AbortSignal) => Promise<Labels>
  /** Opens a file of the vault in the person's editor. */
  readonly openFile: (path: string, signal: AbortSignal) => Promise<void>
  readonly clock: Clock
  readonly log: Log
}
