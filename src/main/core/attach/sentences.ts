import { AppError } from '../../../contract/errors.ts'
import type { Problem } from '../../../contract/errors.ts'

export const MOST_TEXT_BYTES = 4_000_000

/** The text or note behind an attachment is not where it was. */
export const fileGone = (title: string): AppError => new AppError('FILE_GONE', `“${title}” is not there any more.`, { next: 'Attach it again from where it is now.' })

export const unknownAttachment = (): AppError => new AppError('NOT_FOUND', 'This attachment is not here any more.', { next: 'Attach it again.' })

export const notReady = (title: string): AppError => new AppError('BAD_REQUEST', `“${title}” is still being read.`, { next: 'Wait until it is ready, or take it away.' })

export const noNote = (): AppError => new AppError('NOT_FOUND', 'There is no such note in the vault.', { next: 'Choose another one.' })

export const isChat = (): AppError => new AppError('UNSUPPORTED', 'A chat cannot go along with another chat.', { next: 'Copy what you need of it.' })

export const emptyText = (): AppError => new AppError('EMPTY_FILE', 'There is no text in this.')

export const tooLong = (sizeBytes: number): AppError =>
  new AppError('TOO_LARGE', `This text is ${(sizeBytes / 1_000_000).toLocaleString('en-US', { maximumFractionDigits: 1 })} MB, and 4 MB is what can go with a turn.`, { next: 'Attach the part you need.' })

export const relativePath = (): AppError => new AppError('BAD_REQUEST', 'Only a full path says which file is meant.', { next: 'Give the path from the root of the disk.' })

export const noSpeechModel = (): AppError => new AppError('NO_MODEL', 'There is no model on this Mac that writes speech down.', { next: 'Open Models and choose one for speech.' })

/** What is said of a bug of ours, whose error goes to the log. */
export const OUR_BUG: Problem = { code: 'DAMAGED', message: 'Something went wrong in Freehold while it read this.', next: 'Attach it again. The log of Freehold says more.' }

/** An AppError without what is for the log. */
export const toProblem = ({ code, message, next }: Problem): { code: Problem['code']; message: string; next?: string } => ({ code, message, ...(next === undefined ? {} : { next }) })
