import { AppError } from '../../../contract/errors.ts'
import type { Piece } from '../../../contract/answers.ts'
import type { Content } from '../attach/index.ts'

const MOST_CHARACTERS = 2_000_000

/** A note as a piece. Its path stands in its text, for it says as much as the text does, and is hidden like it. */
export const toPiece = ({ text, origin, folder, tags, path, title }: Content): Piece => {
  if (text.length > MOST_CHARACTERS) throw new AppError('TOO_LARGE', 'This note is too long to be handed over.')
  return { title: '', text: `${path ?? title}\n\n${text}`, origin, ...(folder === null ? {} : { folder }), ...(tags.length === 0 ? {} : { tags: [...tags] }) }
}

/** The one text that was asked for, or the reason why it stays. */
export const oneText = ({ text, kept }: { readonly text: string | null; readonly kept: AppError | null }): string => {
  if (text !== null) return text
  throw kept ?? new AppError('EMPTY_FILE', 'There is no text in this.')
}
