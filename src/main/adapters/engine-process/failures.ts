import { AppError } from '../../../contract/errors.ts'
import type { EngineKind } from '../../core/ports/index.ts'
import type { Failure } from './messages.ts'

/** Turns an error in the child into what may cross to the host. */
export const errorToFailure = (error: unknown): Failure => {
  if (error instanceof AppError) {
    return { kind: 'expected', code: error.code, message: error.message, ...(error.next === undefined ? {} : { next: error.next }) }
  }
  if (error instanceof Error && error.name === 'AbortError') return { kind: 'aborted' }
  return error instanceof Error
    ? { kind: 'unexpected', name: error.name, message: error.message }
    : { kind: 'unexpected', name: 'Error', message: String(error) }
}

/** The host's error for a failure that the child reported. */
export const failureToError = (failure: Failure, kind: EngineKind): Error => {
  switch (failure.kind) {
    case 'expected':
      return new AppError(failure.code, failure.message, { next: failure.next })
    case 'aborted':
      return new DOMException('The call was cancelled.', 'AbortError')
    case 'unexpected':
      return engineCrashed(kind, { cause: new Error(`${failure.name}: ${failure.message}`) })
  }
}

/** What had been written is told for those who read along; a recording is another matter. */
const whatStays = (kind: EngineKind, what: string): string => {
  switch (kind) {
    case 'llama':
      return `The engine ${what}. What it had written stays.`
    case 'embedding':
      return `The engine ${what}.`
    default:
      return `The recording is safe, but the engine ${what}.`
  }
}

/** The child ended in the middle, or its native code failed. */
export const engineCrashed = (kind: EngineKind, options: { readonly cause?: unknown } = {}): AppError =>
  new AppError('ENGINE_CRASHED', whatStays(kind, 'stopped while it worked'), {
    next: 'Freehold starts it again by itself.',
    ...options,
  })

/** The child lives but no longer answers or moves. */
export const engineTimeout = (kind: EngineKind): AppError =>
  new AppError('ENGINE_TIMEOUT', whatStays(kind, 'stopped answering and was ended'), {
    next: 'Try again, or choose a smaller model.',
  })

/** Native code crashed twice on the same file while it loaded. */
export const modelCrashes = (): AppError =>
  new AppError('MODEL_BROKEN', 'The engine stops each time it opens this model.', {
    next: 'Fetch the model again, or choose another one.',
  })

export interface Refusal {
  readonly message: string
  readonly next: string
}

/** A model that does not fit beside what runs, even when every other model of ours has left. */
export const noMemory = (model: string, { neededBytes, roomBytes }: { readonly neededBytes: number; readonly roomBytes: number }, refusal: Refusal | null = null): AppError =>
  refusal === null
    ? new AppError('NO_MEMORY', `The model “${model}” needs about ${gigabytes(neededBytes)} of memory, and ${gigabytes(roomBytes)} can be had.`, {
        next: 'Choose a smaller model, or close other programs and try again.',
      })
    : new AppError('NO_MEMORY', refusal.message, { next: refusal.next })

/** Of 2^30 bytes, as memory is sold and as the fit of a model is told. */
const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`

export const isEngineFault = (error: unknown): boolean => error instanceof AppError && (error.code === 'ENGINE_CRASHED' || error.code === 'ENGINE_TIMEOUT')

export const enginesClosing = (): DOMException => new DOMException('The engines are closing.', 'AbortError')
