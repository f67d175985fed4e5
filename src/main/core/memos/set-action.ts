import type { MemoAction, MemoId } from '../../../contract/memos.ts'
import type { Context } from './context.ts'
import { memoOf } from './control.ts'
import { notePathOf } from './read.ts'

/** Ticks an action in the note. A tick is the person's and stays; whether the note counts as edited does not change by it. */
export const setAction = (context: Context, memoId: MemoId, action: MemoAction & { readonly index: number }, signal: AbortSignal): Promise<readonly MemoAction[]> =>
  // Not while the note is rewritten: what is read before would be written after.
  context.noteTurn(async () => {
    const { store, notes } = context
    const { text, filed } = await notes.setAction(await notePathOf(context, memoId, signal), action)
    const { entryId } = memoOf(context, memoId)
    if (filed) store.update(entryId, { notePath: filed.path, noteSha256: filed.writtenSha256 })
    return context.readActions(text)
  }, signal)
