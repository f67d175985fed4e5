import { basename } from 'node:path'
import { AppError } from '../../../contract/errors.ts'

const NEXT = 'Fetch the model again, or choose another one.'

export const modelGone = (path: string): AppError =>
  new AppError('NO_MODEL', `The model “${basename(path)}” is no longer there.`, { next: 'Put it back, or choose another one.' })

export const modelUnreadable = (path: string, cause: unknown): AppError =>
  new AppError('MODEL_BROKEN', `The model “${basename(path)}” cannot be read.`, { next: 'Allow reading the file, or choose another model.', cause })

export const modelEmpty = (path: string): AppError => new AppError('MODEL_BROKEN', `The model “${basename(path)}” is an empty file.`, { next: NEXT })

export const modelCutShort = (path: string): AppError =>
  new AppError('MODEL_BROKEN', `The model “${basename(path)}” is cut short: its download did not finish.`, { next: 'Fetch the model again.' })

export const notAModel = (path: string, wanted: string): AppError =>
  new AppError('MODEL_BROKEN', `“${basename(path)}” is not a ${wanted}.`, { next: 'Choose another file.' })

/** It looked right, and the engine refused it all the same. */
export const modelBroken = (path: string, cause: unknown): AppError =>
  new AppError('MODEL_BROKEN', `The engine cannot open the model “${basename(path)}”.`, { next: NEXT, cause })
