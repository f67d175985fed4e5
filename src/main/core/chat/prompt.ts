import type { Attachment } from '../../../contract/attachments.ts'
import type { Piece } from '../../../contract/answers.ts'
import { AppError } from '../../../contract/errors.ts'
import type { Message } from '../../../contract/chat.ts'
import type { TurnMessage } from '../answers/index.ts'
import { isSaid } from './messages.ts'

interface PromptParts {
  /** The path that is shown, up to the turn, or to the answer that goes on. */
  readonly path: readonly Message[]
  readonly instructions: string
  /** ISO 8601. */
  readonly createdAt: string
  readonly pieceOf: (attachment: Attachment) => Promise<Piece>
}

/**
 * What the model sees of a chat: what stands after the last mark, and its summary. The beginning stays the same from turn to
 * turn, so that a model need not read it again: the date is the one of the chat's first day.
 */
export const toPrompt = async ({ path, instructions, createdAt, pieceOf }: PromptParts): Promise<readonly TurnMessage[]> => {
  const said = path.filter(isSaid)
  const markAt = said.findLastIndex(({ role }) => role === 'mark')
  const summary = said[markAt]?.text ?? ''
  const system: readonly Piece[] = [
    ...(instructions.trim() === '' ? [] : [chatPiece('Instructions', instructions.trim())]),
    chatPiece('Date', `This chat began on ${toDay(createdAt)}.`),
    ...(summary === '' ? [] : [chatPiece('Summary', `What was said before, summed up:\n${summary}`)]),
  ]
  const prompt: TurnMessage[] = [{ role: 'system', pieces: system }]
  const seen = said.slice(markAt + 1)
  for (const message of seen) {
    const role = message.role === 'you' ? 'user' : 'assistant'
    const pieces = await toPieces(message, pieceOf, message === seen.at(-1))
    const last = prompt.at(-1)
    // Templates want the two in turn; where an answer never came, two questions stand together.
    if (last?.role === role) prompt[prompt.length - 1] = { role, pieces: [...last.pieces, ...pieces] }
    else prompt.push({ role, pieces })
  }
  return prompt
}

const toPieces = async (message: Message, pieceOf: PromptParts['pieceOf'], isNewest: boolean): Promise<readonly Piece[]> => {
  const attached: Piece[] = []
  for (const attachment of message.attachments) attached.push(await (isNewest ? pieceOf(attachment) : pieceOrItsName(attachment, pieceOf)))
  return message.text === '' ? attached : [...attached, chatPiece(message.role === 'you' ? 'You' : 'Answer', message.text)]
}

// A file that has left the vault since is no reason to end a chat; the turn that brings it along fails.
const pieceOrItsName = (attachment: Attachment, pieceOf: PromptParts['pieceOf']): Promise<Piece> =>
  pieceOf(attachment).catch((error: unknown) => {
    if (!(error instanceof AppError) || (error.code !== 'FILE_GONE' && error.code !== 'NOT_FOUND')) throw error
    return { title: attachment.title, text: `[“${attachment.title}” is no longer in the vault.]`, origin: attachment.origin }
  })

const chatPiece = (title: string, text: string): Piece => ({ title, text, origin: 'chat' })

const toDay = (iso: string): string => {
  const [year, month, day] = iso.slice(0, 10).split('-').map(Number)
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' }).format(Date.UTC(year ?? 1970, (month ?? 1) - 1, day ?? 1))
}
