import { AppError } from '../../../contract/errors.ts'
import type { Problem } from '../../../contract/errors.ts'
import type { Entry, EntryPatch } from '../ports/index.ts'
import { CRASHED_THRICE, GONE, OUR_FAULT } from './sentences.ts'

const CRASHES_ALLOWED = 3

/** What becomes of an entry whose step failed: it waits for what is missing, is skipped with the reason, or has failed. */
export const afterFailure = (entry: Pick<Entry, 'crashes' | 'step'>, error: unknown): EntryPatch => {
  if (!(error instanceof AppError)) return { state: 'failed', waitsFor: null, problem: OUR_FAULT }
  const problem = toProblem(error)
  switch (error.code) {
    case 'NO_MODEL':
    case 'MODEL_BROKEN':
    case 'NO_MEMORY':
      return { state: 'waiting', waitsFor: 'model', problem }
    case 'VAULT_GONE':
      return { state: 'waiting', waitsFor: 'vault', problem }
    case 'DISK_FULL':
      return { state: 'waiting', waitsFor: 'disk', problem }
    case 'NO_DECODER':
      return { state: 'waiting', waitsFor: 'decoder', problem }
    case 'NO_PERMISSION':
      // While it is filed it is the vault that may not be written; before, the recording that may not be read.
      return entry.step === 'file' ? { state: 'waiting', waitsFor: 'vault', problem } : { state: 'failed', waitsFor: null, problem }
    case 'ENGINE_CRASHED':
    case 'ENGINE_TIMEOUT': {
      const crashes = entry.crashes + 1
      return crashes < CRASHES_ALLOWED ? { state: 'waiting', waitsFor: 'turn', crashes } : { state: 'failed', waitsFor: null, crashes, problem: CRASHED_THRICE }
    }
    case 'NOT_AUDIO':
    case 'NO_AUDIO_TRACK':
    case 'EMPTY_FILE':
    case 'UNSUPPORTED':
      return { state: 'skipped', waitsFor: null, problem }
    case 'FILE_GONE':
      return { state: 'failed', waitsFor: null, problem: GONE }
    default:
      return { state: 'failed', waitsFor: null, problem }
  }
}

/** True when the engine could not open its model: the fault is the model's, and every memo would meet it. */
export const isBroken = (error: unknown): error is AppError => error instanceof AppError && error.code === 'MODEL_BROKEN'

/** The part of an expected failure that a person reads. */
export const toProblem = (error: Problem): Problem => ({ code: error.code, message: error.message, ...(error.next === undefined ? {} : { next: error.next }) })
