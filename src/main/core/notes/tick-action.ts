import { AppError } from '../../../contract/errors.ts'
import type { MemoAction } from '../../../contract/memos.ts'
import { actionLines } from './read-actions.ts'

/** The note's text with one item ticked or not; nothing else of it changes. An item that moved is found by its words. */
export const tickAction = (text: string, action: MemoAction & { readonly index: number }): string => {
  const lines = actionLines(text)
  const same = lines.filter((line) => line.text === action.text)
  const line = lines[action.index]?.text === action.text ? lines[action.index] : same.length === 1 ? same[0] : undefined
  if (line === undefined) throw new AppError('CONFLICT', 'The note was changed meanwhile and has no such line now.', { next: 'Look at the note as it is now.' })
  if (line.done === action.done) return text
  return `${text.slice(0, line.markAt)}${action.done ? 'x' : ' '}${text.slice(line.markAt + 1)}`
}
