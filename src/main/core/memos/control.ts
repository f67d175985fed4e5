import { AppError } from '../../../contract/errors.ts'
import type { MemoId, VersionId } from '../../../contract/memos.ts'
import type { Entry } from '../ports/index.ts'
import type { Context } from './context.ts'
import { noSuchModel } from './sentences.ts'
import { firstWords } from './titles.ts'
import { textOf } from './versions.ts'

/** The entry of a row; throws NOT_FOUND. */
export const entryOf = ({ store }: Pick<Context, 'store'>, rowId: string): Entry => {
  const number = /^file-(\d+)$/.exec(rowId)?.[1]
  const entry = number === undefined ? store.byMemo(rowId as MemoId) : store.get(Number(number))
  if (entry) return entry
  throw new AppError('NOT_FOUND', 'This memo is not in the list any more.', { next: 'Read the list again.' })
}

/** The entry of a memo; throws NOT_FOUND. */
export const memoOf = (context: Pick<Context, 'store'>, memoId: MemoId): Entry & { readonly memoId: MemoId } => ({ ...entryOf(context, memoId), memoId })

/** Puts what failed, was skipped or was cancelled back into the queue. False when there is nothing to do for it. */
export const takeUpAgain = (context: Context, entry: Entry): boolean => {
  const { store } = context
  const needs = entry.state === 'failed' || entry.state === 'cancelled' || (entry.state === 'skipped' && entry.aliasOf === null) || (entry.state === 'waiting' && entry.problem !== null)
  if (!needs) return false
  const isRead = entry.memoId !== null
  store.update(entry.entryId, {
    state: 'waiting',
    waitsFor: isRead ? 'turn' : 'rest',
    step: isRead ? (entry.step ?? 'decode') : 'identify',
    crashes: 0,
    problem: null,
  })
  if (!isRead) context.rest(entry.entryId)
  context.bell.ring()
  return true
}

/** Tries once more what failed, was skipped or was cancelled. */
export const retry = (context: Context, rowId: string): void => {
  takeUpAgain(context, entryOf(context, rowId))
}

/** Takes a memo out of the queue; what is filed of it stays. */
export const cancel = (context: Context, rowId: string): void => {
  const { store, jobs, bell } = context
  const entry = entryOf(context, rowId)
  const isBeingFiled = entry.state === 'working' && entry.step === 'file'
  if (isBeingFiled || !['waiting', 'working', 'failed'].includes(entry.state)) return
  const cancelled = {
    state: entry.notePath === null ? 'cancelled' : 'filed',
    waitsFor: null,
    step: null,
    problem: null,
    urgent: false,
    askedModel: null,
    askedLanguage: null,
  } as const
  store.durably(() => store.update(entry.entryId, cancelled))
  jobs.get(entry.entryId)?.abort()
  bell.ring()
}

/** Writes a memo down once more; the versions there are stay as they are. */
export const transcribeAgain = (context: Context, memoId: MemoId, asked: { readonly model?: string | undefined; readonly language?: string | undefined }): void => {
  const { store, bell, findModel } = context
  const entry = memoOf(context, memoId)
  if (asked.model !== undefined && findModel(asked.model) === null) {
    const problem = noSuchModel(asked.model)
    throw new AppError(problem.code, problem.message, { next: problem.next })
  }
  if (entry.state === 'working') throw new AppError('CONFLICT', 'This memo is being written down right now.', { next: 'Wait until it is filed, or cancel it first.' })
  if (entry.path === null && entry.vaultAudio === null) throw new AppError('FILE_GONE', 'The recording of this memo is gone. Its note stays.', { next: 'Put the recording back, and it can be written down again.' })
  store.durably(() => {
    store.dropWork(memoId)
    store.update(entry.entryId, {
      state: 'waiting',
      waitsFor: 'turn',
      step: 'decode',
      crashes: 0,
      problem: null,
      askedModel: asked.model ?? null,
      askedLanguage: asked.language ?? null,
    })
  })
  bell.ring()
}

/** Shows another version of the words, here and in the note. */
export const showVersion = async (context: Context, memoId: MemoId, versionId: VersionId): Promise<void> => {
  const { store, notes, bell } = context
  const entry = memoOf(context, memoId)
  const version = store.versions(memoId).find((each) => each.versionId === versionId)
  if (!version) throw new AppError('NOT_FOUND', 'There is no such version of this memo.')
  const stored = await notes.readVersion(memoId, versionId)
  store.durably(() => {
    store.showVersion(memoId, versionId)
    store.update(entry.entryId, {
      picked: true,
      noteStale: true,
      doubtCount: version.doubtCount,
      ...(stored && entry.summary === null ? { line: firstWords(textOf(stored.segments)) } : {}),
    })
  })
  bell.ring()
}
