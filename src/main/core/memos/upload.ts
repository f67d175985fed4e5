import { join } from 'node:path'
import { AppError } from '../../../contract/errors.ts'
import type { ReceiveUpload } from '../ports/index.ts'
import type { Context } from './context.ts'
import { newEntry } from './entries.ts'
import { becomeMemo, toMemoId } from './identify.ts'
import { localTime } from './recorded-at.ts'
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
    maxBytes: settings().web.maxUploadMegabytes * 2 ** 20,
    signal: upload.signal,
  })
  const path = join(notes.vaultPath, kept.path)
  const known = store.byMemo(toMemoId(kept.sha256))
  const knownIsThere = known?.path != null && known.path !== path && (await recordings.stat(known.path).catch(() => null)) !== null
  if (known && knownIsThere) {
    await vault.remove(kept.path, kept.sha256)
    takeUpAgain(context, known)
    return { rowId: rowIdOf(known), duplicate: true }
  }
  const facts = await inspector.inspect(path, upload.signal).catch(async (error: unknown) => {
    if (error instanceof AppError) await vault.remove(kept.path, kept.sha256)
    throw error
  })
  const stat = await recordings.stat(path)
  const memo = store.durably(() => {
    if (known) return store.update(known.entryId, { path, vaultAudio: kept.path, sizeBytes: stat.sizeBytes, modifiedMs: stat.modifiedMs })
    // The name and the time are those the person's file had, not those of our copy.
    const original = newEntry({ path, sizeBytes: stat.sizeBytes, modifiedMs: upload.modifiedMs ?? stat.modifiedMs }, 'drop')
    const [entry] = store.insert([{ ...original, fileName: upload.name, title: newEntry({ path: upload.name, sizeBytes: 0, modifiedMs: 0 }, 'drop').title, vaultAudio: kept.path }])
    if (!entry) throw new Error('nothing was inserted')
    const made = becomeMemo(context, entry, kept.sha256, facts, { sizeBytes: stat.sizeBytes, modifiedMs: upload.modifiedMs ?? stat.modifiedMs })
    return store.update(made.entryId, { modifiedMs: stat.modifiedMs })
  })
  if (known) takeUpAgain(context, memo)
  context.bell.ring()
  return { rowId: rowIdOf(memo), duplicate: known !== null }
}
