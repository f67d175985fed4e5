import type { Piece } from '../../../contract/answers.ts'
import type { LlmMessage } from '../ports/index.ts'
import { pieceText } from './piece-text.ts'

/**
 * Messages as a model reads them: what instructs it first, the pieces of a message and messages in a row by one speaker joined
 * with blank lines. `texts` are the texts of all pieces in their order, such as with details hidden.
 */
export const toLlmMessages = (messages: readonly { readonly role: LlmMessage['role']; readonly pieces: readonly Piece[] }[], texts: readonly string[] = messages.flatMap(({ pieces }) => pieces.map(pieceText))): readonly LlmMessage[] => {
  const joined: { role: LlmMessage['role']; text: string }[] = []
  let at = 0
  for (const { role, pieces } of messages) {
    const own = texts.slice(at, at + pieces.length)
    at += pieces.length
    const text = own.filter((each) => each !== '').join('\n\n')
    const before = role === 'system' ? joined.find((each) => each.role === 'system') : joined.at(-1)
    if (text === '') continue
    if (before?.role === role) before.text += `\n\n${text}`
    else if (role === 'system') joined.unshift({ role, text })
    else joined.push({ role, text })
  }
  return joined
}
