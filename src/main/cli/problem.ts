import { ERROR_CODES } from '../../contract/errors.ts'
import type { ErrorCode, Problem } from '../../contract/errors.ts'

/** What a person is told of a failure; a bug of ours says so plainly. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Error && 'code' in error && isErrorCode(error.code)) return { code: error.code, message: error.message, next: nextOf(error) }
  return { code: 'UPSTREAM', message: error instanceof Error && error.message ? error.message : 'Something went wrong.' }
}

/** A failure as it stands in a terminal: what happened, then what to do. */
export const problemText = ({ message, next }: Problem): string => (next ? `${message}\n  ${next}` : message)

const isErrorCode = (code: unknown): code is ErrorCode => ERROR_CODES.some((known) => known === code)

// An AppError of this process carries `next` itself; one that came over the wire carries it in `data`.
const nextOf = (error: Error): string | undefined => {
  if ('next' in error && typeof error.next === 'string') return error.next
  if (!('data' in error) || typeof error.data !== 'object' || error.data === null || !('next' in error.data)) return undefined
  return typeof error.data.next === 'string' ? error.data.next : undefined
}
