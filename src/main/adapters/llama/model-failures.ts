import { basename } from 'node:path'
import { AppError } from '../../../contract/errors.ts'

export const modelGone = (path: string): AppError =>
  new AppError('NO_MODEL', `The model “${basename(path)}” is no longer there.`, { next: 'Put it back, or choose another one.' })

export const modelUnreadable = (path: string, cause: unknown): AppError =>
  new AppError('MODEL_BROKEN', `The model “${basename(path)}” cannot be read.`, { next: 'Allow reading the file, or choose another model.', cause })

export const modelEmpty = (path: string): AppError =>
  new AppError('MODEL_BROKEN', `The model “${basename(path)}” is an empty file.`, { next: 'Fetch the model again.' })

export const modelCutShort = (path: string): AppError =>
  new AppError('MODEL_BROKEN', `The model “${basename(path)}” is cut short: its download did not finish.`, { next: 'Fetch the model again.' })

export const notALanguageModel = (path: string): AppError =>
  new AppError('MODEL_BROKEN', `“${basename(path)}” is not a language model.`, { next: 'Choose another file: language models end in .gguf.' })

export const modelBroken = (path: string, cause: unknown): AppError =>
  new AppError('MODEL_BROKEN', `The engine cannot open the model “${basename(path)}”.`, {
    next: 'Fetch the model again, or choose another one.',
    cause,
  })

/** No binary of the engine for this machine: the installation is not whole. */
export const noEngine = (cause: unknown): AppError =>
  new AppError('UNSUPPORTED', 'The engine for language models is missing from this installation.', { next: 'Install Freehold again.', cause })

export const promptTooLarge = (promptTokens: number, answerTokens: number, contextTokens: number): AppError =>
  new AppError(
    'TOO_LARGE',
    `The text takes ${promptTokens} tokens and its answer up to ${answerTokens}, but this model holds ${contextTokens}.`,
    { next: 'Choose a language model with a longer context.' },
  )

export const chatTooLarge = (promptTokens: number, contextTokens: number): AppError =>
  new AppError('TOO_LARGE', `The chat takes ${promptTokens} tokens, but this model holds ${contextTokens} with its answer.`, {
    next: 'Leave something out, or choose a language model with a longer context.',
  })

/** The model itself fits, and what it is to hold does not; `fits` is a size that would, if any. */
export const contextTooLarge = (contextTokens: number, fits: number | null, cause?: unknown): AppError =>
  new AppError('NO_MEMORY', `There is not enough memory for this model to hold ${contextTokens} tokens.`, {
    next: fits === null ? 'Choose a smaller model, or close other programs and try again.' : `Set models.contextTokens to ${fits}, or choose a smaller model.`,
    cause,
  })

export const textTooLarge = (promptTokens: number, contextTokens: number): AppError =>
  new AppError('TOO_LARGE', `The text takes ${promptTokens} tokens, but this model holds ${contextTokens} with what it writes.`, {
    next: 'Leave something out, or choose a language model with a longer context.',
  })

/** `number` counts from one. */
export const embeddingTooLarge = (number: number, count: number, tokens: number, contextTokens: number): AppError =>
  new AppError('TOO_LARGE', `${count === 1 ? 'The text' : `Text ${number} of ${count}`} takes ${tokens} tokens, but this model reads fewer than ${contextTokens} at once.`, {
    next: 'Cut the text into smaller ones.',
  })

export const noSuchTool = (name: string): AppError => new AppError('BAD_REQUEST', `There is no tool “${name}” to be called.`, { next: 'Name one of the tools that are offered.' })
