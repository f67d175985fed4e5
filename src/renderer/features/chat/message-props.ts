import type { ShownMessage } from '../../../contract/chat.ts'
import type { ChatApi } from './chat-api.ts'
import type { OpenChat } from './chat-store.ts'
import type { Whereabouts } from './composer-slot.ts'
import type { ProblemOf } from './problem-of.ts'

/** What a message needs to be shown and acted on; everything but the message stays the same while the chat is open. */
export interface MessageProps {
  readonly message: ShownMessage
  readonly chat: OpenChat
  readonly api: ChatApi
  readonly where: Whereabouts
  readonly problemOf: ProblemOf
  readonly onEdit: (message: ShownMessage) => void
}
