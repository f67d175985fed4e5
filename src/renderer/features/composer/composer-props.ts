import type { ChatHead, ChatId, ChatMode, MessageId, ShownMessage } from '../../../contract/chat.ts'
import type { Destination } from '../../../contract/privacy.ts'
import type { Api, ShownProblem } from '../../client.ts'
import type { Composing } from './composing.ts'

export interface ComposerProps {
  readonly composing: Composing
  readonly api: { readonly chat: Pick<Api['chat'], 'setMode' | 'makeRoom'>; readonly attachments: Pick<Api['attachments'], 'mentions' | 'prompts'> }
  readonly chatId: ChatId | null
  /** Null while the chat is not begun, or is still being opened. */
  readonly head: ChatHead | null
  readonly where: {
    readonly machine: string
    readonly place: string
    readonly localOnly: boolean
    /** What a chat begins with, as the settings say. */
    readonly firstMode: ChatMode
    readonly destinations: readonly Pick<Destination, 'name' | 'zone' | 'model'>[]
  }
  readonly running: boolean
  readonly lastOwn: ShownMessage | null
  readonly editing: ShownMessage | null
  readonly onEditing: (message: ShownMessage | null) => void
  readonly onSend: (turn: { readonly text: string; readonly attachmentIds: readonly string[]; readonly mode?: ChatMode; readonly hard: boolean }) => Promise<boolean>
  readonly onEdit: (messageId: MessageId, turn: { readonly text: string; readonly attachmentIds?: readonly string[] }) => Promise<boolean>
  readonly onStop: () => void
  readonly onProblem: (problem: ShownProblem | null) => void
  /** The host does not answer. */
  readonly disabled: boolean
}
