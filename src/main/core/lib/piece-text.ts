import type { Piece } from '../../../contract/answers.ts'

/**
 * A piece as a model reads it. A name of a file or a note can hold as much as its text: it is looked at, hidden and shown like
 * it. What is typed has none.
 */
export const pieceText = ({ title, text, origin }: Piece): string => (origin === 'chat' || title === '' ? text : `${title}\n\n${text}`)
