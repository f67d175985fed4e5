import { basename, join } from 'node:path'
import type { Entry, EntryPatch, NewEntry, SeenFile, VoiceMemo } from '../ports/index.ts'
import type { Context } from './context.ts'
import { forgetGone } from './entries.ts'
import type { FolderHandler } from './folders.ts'
import type { Intake } from './intake.ts'
import { localTime } from '../lib/local-time.ts'
import { givenTitle, titleFromFileName } from './titles.ts'

/** Whatever folder holds it is a Voice Memos library. */
export const LIBRARY_DATABASE = 'CloudRecordings.db'
const DATABASE = /^(CloudRecordings\.db|Recents\.sqlite)(-wal|-shm)?$/
// Files and their rows come one after the other, in any order.
const SETTLE_MS = 300
const UNREADABLE_RETRY_MS = 1500
const UNREADABLE_RETRIES = 3

/** The Voice Memos library: files as they are seen, with what its database says of them. The folder is only read. */
export const createLibrary = (context: Context, intake: Intake, folder: string, signal: AbortSignal): FolderHandler => {
  const { store, clock, log } = context
  const files = new Map<string, SeenFile>()
  let hasDatabase = false
  let isWalked = false
  let wanted = false
  let running: Promise<void> | null = null

  const request = (): void => {
    wanted = true
    running ??= run()
      .catch((error: unknown) => {
        if (!signal.aborted) log.error('voice-memos.read-failed', error)
      })
      .finally(() => {
        running = null
      })
  }
  const run = async (): Promise<void> => {
    while (wanted && !signal.aborted) {
      wanted = false
      await clock.sleep(SETTLE_MS, signal)
      if (isWalked) await reconcile()
    }
  }

  /** A database that is there and cannot be read for a moment must not make deleted recordings come back. */
  const readRows = async (): Promise<readonly VoiceMemo[]> => {
    for (let attempt = 0; ; attempt++) {
      const { readable, memos } = await context.readVoiceMemos(folder)
      if (readable || !hasDatabase || attempt >= UNREADABLE_RETRIES) return memos
      await clock.sleep(UNREADABLE_RETRY_MS, signal)
    }
  }

  const reconcile = async (): Promise<void> => {
    const rows = await readRows()
    const deleted = new Set(rows.flatMap((row) => (row.recentlyDeleted && row.fileName !== null ? [join(folder, row.fileName)] : [])))
    for (const path of deleted) leaveOut(store.byPath(path))
    await intake.take([...files.values()].filter((file) => !deleted.has(file.path)), 'voice-memos', signal)

    const cloudIds = new Set<string>()
    for (const row of rows) {
      if (row.recentlyDeleted) continue
      cloudIds.add(row.uniqueId)
      store.together(() => takeRow(row))
    }
    // A placeholder whose row went, or a file that went with it, is not there any more.
    for (const entry of store.waitingFor('download')) if (entry.cloudId !== null && !cloudIds.has(entry.cloudId)) store.remove(entry.entryId)
    for (const entry of store.under(folder)) if (entry.path !== null && entry.waitsFor !== 'download' && entry.source === 'voice-memos' && !files.has(entry.path)) leaveOut(entry)
    context.bell.ring()
  }

  const leaveOut = (entry: Entry | null): void => {
    if (entry && entry.source === 'voice-memos') forgetGone(store, entry)
  }

  const takeRow = (row: VoiceMemo): void => {
    const path = row.fileName === null ? null : join(folder, row.fileName)
    const isHere = path !== null && files.has(path)
    const known = (path === null ? null : store.byPath(path)) ?? store.byCloudId(row.uniqueId)
    if (!isHere) {
      // Filed already, and since gone from this machine: the note stays, and there is nothing to wait for.
      if (known === null) store.insert([placeholder(row, path)])
      else if (known.waitsFor === 'download') update(known, { ...described(row, known), path })
      return
    }
    const stand = store.byCloudId(row.uniqueId)
    if (stand && known && stand.entryId !== known.entryId) {
      if (stand.waitsFor === 'download') store.remove(stand.entryId)
      else store.update(stand.entryId, { cloudId: null })
    }
    if (known) update(known, { ...described(row, known), cloudId: row.uniqueId })
  }

  const update = (entry: Entry, patch: EntryPatch): void => {
    const changed = (Object.keys(patch) as (keyof EntryPatch)[]).some((key) => patch[key] !== entry[key])
    if (!changed) return
    const renamed = patch.givenTitle !== undefined && patch.givenTitle !== entry.givenTitle && entry.notePath !== null
    store.update(entry.entryId, { ...patch, ...(renamed ? { noteStale: true } : {}) })
  }

  return {
    onFile: (file) => {
      if (DATABASE.test(basename(file.path))) hasDatabase = true
      else files.set(file.path, file)
      request()
    },
    onGone: (path) => {
      files.delete(path)
      request()
    },
    // Its row says more of it.
    onPlaceholder: request,
    onReady: () => {
      isWalked = true
      request()
    },
  }
}

/** What the library says of a recording, as far as it says it. */
const described = (row: VoiceMemo, entry: Entry | null): EntryPatch => {
  const given = givenTitle(row.title) ?? entry?.givenTitle ?? null
  const isWritten = entry !== null && (entry.speech !== null || entry.notePath !== null)
  return {
    ...(given === null && (row.title === null || isWritten) ? {} : { title: given ?? row.title ?? '' }),
    givenTitle: given,
    ...(row.recordedAt === null ? {} : { recordedAt: localTime(Date.parse(row.recordedAt)) }),
    ...(row.durationSeconds === null || entry?.durationSeconds ? {} : { durationSeconds: row.durationSeconds }),
    voiceFolder: row.folder,
  }
}

const placeholder = (row: VoiceMemo, path: string | null): NewEntry => ({
  path,
  cloudId: row.uniqueId,
  fileName: row.fileName ?? '',
  source: 'voice-memos',
  title: row.fileName === null ? 'Recording' : titleFromFileName(row.fileName),
  recordedAt: localTime(0),
  ...described(row, null),
  state: 'waiting',
  waitsFor: 'download',
})
