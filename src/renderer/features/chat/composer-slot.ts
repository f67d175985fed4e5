import type { ReactNode } from 'react'
import type { ChatHead, ChatId, ChatMode, MessageId, ShownMessage } from '../../../contract/chat.ts'
import type { ShownDestination } from '../../../contract/privacy.ts'
import type { ShownProblem } from '../../client.ts'
import type { Place } from '../../ui/frame.tsx'
import type { ChatApi } from './chat-api.ts'

/** Where answers can be made: what the composer and the thread need to know of privacy. */
export interface Whereabouts {
  /** `This Mac`, or `This computer`. */
  readonly machine: string
  /** The same inside a sentence: `this Mac`. */
  readonly place: string
  readonly localOnly: boolean
  readonly destinations: readonly ShownDestination[]
  /** What a chat begins with, as the settings say. */
  readonly firstMode: ChatMode
}

export interface TurnToSend {
  readonly text: string
  readonly attachmentIds: readonly string[]
  /** Left out, the chat's own mode counts. */
  readonly mode?: ChatMode
  readonly hard: boolean
}

export interface TurnToEdit {
  readonly text: string
  /** Left out, those of the version before go along. */
  readonly attachmentIds?: readonly string[]
  readonly mode?: ChatMode
}

/** What stands below the thread. It keeps its own text, attachments and draft; the page tells it what goes on. */
export interface ComposerProps {
  readonly api: ChatApi
  /** Null while the chat is not begun. */
  readonly head: ChatHead | null
  readonly where: Whereabouts
  /** An answer is being made: Stop stands where Send was. */
  readonly running: boolean
  /** The newest turn of the person, for ↑. */
  readonly lastOwn: ShownMessage | null
  /** A turn of the person that is edited now, begun in the thread or by `onEditing`; null while a new one is written. */
  readonly editing: ShownMessage | null
  readonly onEditing: (message: ShownMessage | null) => void
  /** Answers whether it is in the chat; when not, the text stays where it is and the page says why. */
  readonly onSend: (turn: TurnToSend) => Promise<boolean>
  readonly onEdit: (messageId: MessageId, turn: TurnToEdit) => Promise<boolean>
  readonly onStop: () => void
  /** What failed in the composer is shown by the page, above it. */
  readonly onProblem: (problem: ShownProblem | null) => void
  /** The host does not answer: what is typed stays. */
  readonly disabled: boolean
}

/** What stands above the thread: the title with the chats behind it, and what can be done to this one. */
export interface TitleMenuProps {
  readonly api: ChatApi
  readonly chatId: ChatId | null
  readonly head: ChatHead | null
  readonly where: Whereabouts
  /** In a narrow window the title is the way to the other places as well. */
  readonly places: readonly Place[]
  readonly onProblem: (problem: ShownProblem | null) => void
}

/** Filled in by chat-screen.tsx, which can hand on what else they need. */
export type ComposerSlot = (props: ComposerProps) => ReactNode
export type TitleMenuSlot = (props: TitleMenuProps) => ReactNode
