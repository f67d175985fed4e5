import { AppError } from '../../../contract/errors.ts'

export const MOST_FILE_BYTES = 50_000_000
export const MOST_TEXT_BYTES = 4_000_000
// A page is held in memory as a tree, many times its own size.
export const MOST_HTML_BYTES = 10_000_000

const megabytes = (bytes: number): string => (bytes / 1_000_000).toLocaleString('en-US', { maximumFractionDigits: 1 })

/** Refuses a file that is larger than what is read. */
export const checkFileSize = (sizeBytes: number, mostBytes = MOST_FILE_BYTES): void => {
  if (sizeBytes <= mostBytes) return
  throw new AppError('TOO_LARGE', `This file is ${megabytes(sizeBytes)} MB, and files of its kind are read up to ${megabytes(mostBytes)} MB.`, { next: 'Save the part you need as a file of its own.' })
}

/** Refuses a text that is longer than what goes with a turn. */
export const checkTextSize = (text: string): void => {
  // No character takes more than three bytes: a short one need not be counted.
  if (text.length * 3 <= MOST_TEXT_BYTES) return
  const sizeBytes = Buffer.byteLength(text)
  if (sizeBytes <= MOST_TEXT_BYTES) return
  throw new AppError('TOO_LARGE', `There are ${megabytes(sizeBytes)} MB of text in this file, and ${megabytes(MOST_TEXT_BYTES)} MB is what can go with a turn.`, {
    next: 'Save the part you need as a file of its own.',
  })
}
