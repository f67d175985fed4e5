import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { Memos } from '../core/memos/index.ts'
import { NEVER_ABORTS } from './never-aborts.ts'

/** The list of memos, one memo, and what can be done with it. */
export const memosRouter = (memos: Memos) => {
  const procedures = implement(contract.memos)
  return procedures.router({
    list: procedures.list.handler(({ input }) => {
      const page = memos.list(input)
      return { ...page, rows: [...page.rows] }
    }),
    changes: procedures.changes.handler(({ signal = NEVER_ABORTS }) => memos.changes(signal)),
    get: procedures.get.handler(({ input }) => memos.get(input.memoId)),
    live: procedures.live.handler(({ input, signal = NEVER_ABORTS }) => memos.live(input.memoId, signal)),
    transcript: procedures.transcript.handler(({ input }) => memos.transcript(input.memoId, input.versionId)),
    add: procedures.add.handler(async ({ input, signal = NEVER_ABORTS }) => {
      const { accepted, skipped } = await memos.add(input.paths, signal)
      return { accepted, skipped: [...skipped] }
    }),
    addSamples: procedures.addSamples.handler(async ({ signal = NEVER_ABORTS }) => ({ accepted: await memos.addSamples(signal) })),
    pause: procedures.pause.handler(() => {
      memos.pause()
      return {}
    }),
    resume: procedures.resume.handler(() => {
      memos.resume()
      return {}
    }),
    retry: procedures.retry.handler(({ input }) => {
      memos.retry(input.rowId)
      return {}
    }),
    cancel: procedures.cancel.handler(({ input }) => {
      memos.cancel(input.rowId)
      return {}
    }),
    transcribeAgain: procedures.transcribeAgain.handler(({ input }) => {
      memos.transcribeAgain(input.memoId, input)
      return {}
    }),
    showVersion: procedures.showVersion.handler(async ({ input }) => {
      await memos.showVersion(input.memoId, input.versionId)
      return {}
    }),
    confirmSegment: procedures.confirmSegment.handler(async ({ input }) => {
      await memos.confirmSegment(input.memoId, input.versionId, input.startSeconds)
      return {}
    }),
    setAction: procedures.setAction.handler(async ({ input: { memoId, ...action }, signal = NEVER_ABORTS }) => ({ actions: [...(await memos.setAction(memoId, action, signal))] })),
    export: procedures.export.handler(({ input }) => memos.export(input.memoId, input.format, input.versionId)),
    note: procedures.note.handler(({ input, signal = NEVER_ABORTS }) => memos.note(input.memoId, signal)),
    openNote: procedures.openNote.handler(({ input, signal = NEVER_ABORTS }) => memos.openNote(input.memoId, signal)),
    revealAudio: procedures.revealAudio.handler(({ input, signal = NEVER_ABORTS }) => memos.revealAudio(input.rowId, signal)),
  })
}
