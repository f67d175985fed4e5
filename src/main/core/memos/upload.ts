import { join } from 'node:path'
import { AppError } from '../../../contract/errors.ts'
import type { Entry, ReceivedAs, ReceiveUpload } from '../ports/index.ts'
import type { Context } from './context.ts'
import { newEntry } from './entries.ts'
import { becomeMemo, toMemoId } from './identify.ts'
import { localTime } from '../lib/local-time.ts'
import { rowIdOf } from './row.ts'
import { takeUpAgain } from './control.ts'

/** Where recordings that were dropped in a browser are kept, in the vault. */
export const UPLOADS = 'Memos/Audio'

/** Keeps a recording dropped in a browser in the vault, and queues it. The same content twice is kept once. */
export const receiveUpload = async (context: Context, upload: Parameters<ReceiveUpload>[0]): ReturnType<ReceiveUpload> => {
  const { store, vault, notes, inspector, recordings, settings, clock } = context
  const kept = await vault.receive({
    folder: `${UPLOADS}/${localTime(upload.modifiedMs ?? clock.now()).slice(0, 4)}`,
    name: upload.name,
    body: upload.body,
    maxBytes: settings().web.maxUploadMegabytes * 1_000_000,
    signal: upload.signal,
  })
  // Whole, and in the vault: from here on it is taken in, whether or not the page still waits. Nothing lies there without a row.
  const path = join(notes.vaultPath, kept.path)
  const memoId = toMemoId(kept.sha256)
  const before = store.byMemo(memoId)
  const isElsewhere = before?.path != null && before.path !== path && (await recordings.stat(before.path).catch(() => null)) !== null
  if (before && isElsewhere) return letGo(context, kept, before)
  const facts = await inspector.inspect(path, new AbortController().signal).catch(async (error: unknown) => {
    if (error instanceof AppError) await vault.remove(kept.path, kept.sha256)
    throw error
  })
  const stat = await recordings.stat(path)
  const { memo, isOurs } = await context.arrivals.durably(() => {
    const known = store.byMemo(memoId)
    // The same recording came twice at once: whoever was first has it.
    if (known && known.path !== path && (known.entryId !== before?.entryId || known.path !== before.path)) return { memo: known, isOurs: false }
    // Where the vault is watched as well, it may have been seen before it was told here.
    const seen = store.byPath(path)
    if (seen && seen.entryId !== known?.entryId) store.remove(seen.entryId)
    if (known) return { memo: store.update(known.entryId, { path, vaultAudio: kept.path, sizeBytes: stat.sizeBytes, modifiedMs: stat.modifiedMs }), isOurs: true }
    // The name and the time are those the person's file had, not those of our copy.
    const original = newEntry({ path, sizeBytes: stat.sizeBytes, modifiedMs: upload.modifiedMs ?? stat.modifiedMs }, 'drop')
    const [entry] = store.insert([{ ...original, fileName: upload.name, title: newEntry({ path: upload.name, sizeBytes: 0, modifiedMs: 0 }, 'drop').title, vaultAudio: kept.path }])
    if (!entry) throw new Error('nothing was inserted')
    const made = becomeMemo(context, entry, kept.sha256, facts, { sizeBytes: stat.sizeBytes, modifiedMs: upload.modifiedMs ?? stat.modifiedMs })
    return { memo: store.update(made.entryId, { modifiedMs: stat.modifiedMs }), isOurs: true }
  })
  if (!isOurs) return letGo(context, kept, memo)
  if (before) takeUpAgain(context, memo)
  return { rowId: rowIdOf(memo), duplicate: before !== null }
}

/** The recording is there already: the second copy goes, and what failed of the first is tried again. */
const letGo = async (context: Context, kept: ReceivedAs, known: Entry): ReturnType<ReceiveUpload> => {
  await context.vault.remove(kept.path, kept.sha256)
  takeUpAgain(context, known)
  return { rowId: rowIdOf(known), duplicate: true }
}
