import { isAbsolute } from 'node:path'
import { AppError } from '../../../contract/errors.ts'
import type { Problem } from '../../../contract/errors.ts'
import type { MemoSource } from '../../../contract/memos.ts'
import type { Entry, SeenFile } from '../ports/index.ts'
import type { Context } from './context.ts'
import type { Intake } from './intake.ts'
import { isNamedLikeAudio, isOwnFile, newEntry } from './entries.ts'
import { toProblem } from './outcome.ts'
import { takeUpAgain } from './control.ts'

export interface Added {
  readonly accepted: number
  readonly skipped: readonly { readonly path: string; readonly problem: Problem }[]
}

const STATS_AT_ONCE = 32

/** Takes files and folders that the person handed over. Folders are walked; a file that is named is always listed. */
export const addPaths = async (context: Context, intake: Intake, paths: readonly string[], source: MemoSource, signal: AbortSignal): Promise<Added> => {
  const skipped: { path: string; problem: Problem }[] = []
  const named: SeenFile[] = []
  const walked: SeenFile[] = []
  for (let start = 0; start < paths.length; start += STATS_AT_ONCE)
    await Promise.all(
      paths.slice(start, start + STATS_AT_ONCE).map(async (path) => {
        try {
          const seen = await see(context, path)
          if (seen !== 'folder') named.push(seen)
          else for await (const file of context.recordings.walk(path, signal)) if (!isOwnFile(context, file.path)) walked.push(file)
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          skipped.push({ path, problem: toProblem(error) })
        }
      }),
    )
  const isSounding = (file: SeenFile): boolean => isNamedLikeAudio(file.path)
  const taken = await intake.take([...walked, ...named.filter(isSounding)], source, signal)
  const odd = named.filter((file) => !isSounding(file)).map((file) => takeNamed(context, file, source))
  const again = [...walked, ...named].map((file) => context.store.byPath(file.path)).filter((entry) => entry !== null && takeUpAgain(context, entry))
  return { accepted: new Set([...taken, ...odd, ...again].map((entry) => entry?.entryId)).size, skipped }
}

const see = async ({ recordings }: Context, path: string): Promise<SeenFile | 'folder'> => {
  if (!isAbsolute(path)) throw new AppError('BAD_REQUEST', 'Only a full path says which file is meant.', { next: 'Give the path from the root of the disk.' })
  const stat = await recordings.stat(path)
  if (stat.kind === 'folder') return 'folder'
  if (stat.kind !== 'file') throw new AppError('NOT_AUDIO', 'This is neither a file nor a folder.')
  return { path, sizeBytes: stat.sizeBytes, modifiedMs: stat.modifiedMs }
}

/** Whatever its name says, the person named this very file: it is listed, and read like any other. */
const takeNamed = (context: Context, file: SeenFile, source: MemoSource): Entry => {
  const entry = context.store.byPath(file.path) ?? context.store.durably(() => context.store.insert([newEntry(file, source)]))[0]
  if (!entry) throw new Error('nothing was inserted')
  context.rest(entry.entryId)
  context.bell.ring()
  return entry
}
