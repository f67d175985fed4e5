import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { Memos } from '../core/memos/index.ts'
import { NEVER_ABORTS } from './never-aborts.ts'

/** Writing one file down for the command line. */
export const transcribeRouter = (memos: Pick<Memos, 'transcribeFile'>) => {
  const procedures = implement(contract.transcribe)
  return procedures.router({
    file: procedures.file.handler(({ input, signal = NEVER_ABORTS }) => memos.transcribeFile(input, signal)),
  })
}
