import { AppError } from '../../../contract/errors.ts'
import type { MemoId, VersionId } from '../../../contract/memos.ts'
import type { Context } from './context.ts'
import { memoOf } from './control.ts'
import { segmentsOf } from './read.ts'

/** The person listened and vouches for the words: they lose their mark here and, unless the person edited it, in the note. */
export const confirmSegment = async (context: Context, memoId: MemoId, versionId: VersionId, startSeconds: number): Promise<void> => {
  const { store, notes, bell } = context
  const { entryId } = memoOf(context, memoId)
  if (!(await segmentsOf(context, memoId, versionId)).some((segment) => segment.startSeconds === startSeconds))
    throw new AppError('NOT_FOUND', 'These words are not in this version of the memo.', { next: 'Read the memo again.' })
  await notes.confirm(memoId, versionId, startSeconds)
  const doubtCount = (await segmentsOf(context, memoId, versionId)).filter((segment) => (segment.doubtful?.length ?? 0) > 0 && !segment.confirmed).length
  store.durably(() => {
    const version = store.versions(memoId).find((each) => each.versionId === versionId)
    if (!version) return
    store.addVersion(memoId, { ...version, doubtCount })
    store.update(entryId, { noteStale: true, ...(version.shown ? { doubtCount } : {}) })
  })
  bell.ring()
}
