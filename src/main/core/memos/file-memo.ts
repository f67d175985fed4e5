import { AppError } from '../../../contract/errors.ts'
import type { MemoId, VersionId } from '../../../contract/memos.ts'
import type { MemoNote, StoredVersion } from '../notes/index.ts'
import type { Entry, EntryPatch, FiledNote, VersionRow } from '../ports/index.ts'
import { APPLE, DRAFT_WINDOW, nextVersionId, toListed, toStored } from './versions.ts'
import type { Context } from './context.ts'
import { folderFor } from './folder-for.ts'

type Memo = Entry & { readonly memoId: MemoId }

/**
 * Brings the note up to what the store knows: keeps a version that is not in the vault yet, writes the note or rewrites it.
 * Every part can be repeated: versions and notes are known by id, so that a kill between any two of them doubles nothing.
 */
export const fileMemo = async (context: Context, entryId: number, signal: AbortSignal): Promise<void> => {
  const { store, notes } = context
  const memo = store.get(entryId)
  if (!memo || !isMemo(memo)) return
  const isPending = memo.step === 'file'
  const folder = await folderOfNote(context, memo)

  // Nothing of our own was found out yet: these are the words it came with.
  const isDraft = isPending && store.work(memo.memoId) === null
  const kept = isPending ? await keepPending(context, memo, folder, isDraft) : null
  const copied = await copyWanted(context, memo, signal)
  const versions = store.versions(memo.memoId)
  const shownRow = versions.find((version) => version.shown) ?? null
  const shown = shownRow && (kept?.versionId === shownRow.versionId ? kept : await readShown(context, memo.memoId, shownRow.versionId))
  const actions = memo.actions.length === 0 ? await actionsThere(context, memo) : memo.actions
  const note = toNote({ ...memo, vaultAudio: copied, actions }, versions, shown, folder)

  // Without a sha256, as after the state folder was lost, the note's own check sum says whether it is still ours.
  const written = memo.notePath === null ? await notes.fileNote(note) : await updateNote(context, memo, memo.notePath, note, signal)
  store.durably(() => {
    const outcome: EntryPatch = written ? { notePath: written.path, noteSha256: written.writtenSha256, ...(written.writtenSha256 === null ? { edited: true } : {}) } : { edited: true }
    // What changed while the note was written is for the next time.
    const stale = changedSince(memo, store.get(entryId))
    store.update(entryId, { ...outcome, vaultAudio: copied, noteStale: stale, ...(isPending ? (isDraft ? DRAFT_FILED : FILED) : {}) })
    if (isPending && !isDraft) store.dropWork(memo.memoId)
  })
}

const FILED: EntryPatch = { state: 'filed', waitsFor: null, step: null, problem: null, crashes: 0, urgent: false, askedModel: null, askedLanguage: null }
// What came with the recording is filed at once, and the memo is then written down like any other.
const DRAFT_FILED: EntryPatch = { state: 'waiting', waitsFor: 'turn', step: 'decode' }

const readShown = async ({ notes }: Context, memoId: MemoId, versionId: VersionId): Promise<StoredVersion | null> => {
  const stored = await notes.readVersion(memoId, versionId)
  const confirmed = new Set(stored && (await notes.readConfirmed(memoId, versionId)))
  return stored && { ...stored, segments: stored.segments.map((segment) => (confirmed.has(segment.startSeconds) ? { ...segment, confirmed: true } : segment)) }
}

/** Rewrites the note where it stands, or where the person moved it; null when it is the person's. */
const updateNote = async ({ notes }: Context, memo: Memo, path: string, note: MemoNote, signal: AbortSignal): Promise<FiledNote | null> => {
  const writtenSha256 = memo.noteSha256 ?? ''
  const updated = await notes.updateNote({ path, writtenSha256 }, note)
  if (updated !== null || (await notes.readNote(path)) !== null) return updated
  const moved = await notes.findNote(memo.memoId, signal)
  return moved && notes.updateNote({ path: moved.path, writtenSha256 }, { ...note, folder: folderOf(moved.path) })
}

/**
 * Where the note is to stand. One that stands where the rules had it follows them, as when its tags come; one that the person
 * moved stays.
 */
const folderOfNote = async ({ notes, settings }: Context, memo: Memo): Promise<string> => {
  const rules = settings().memos.folders
  const was = memo.notePath === null ? null : await notes.knownAt(memo.notePath)
  if (memo.notePath !== null && (was === null || folderFor({ ...memo, title: was.title, tags: was.tags }, rules) !== folderOf(memo.notePath))) return folderOf(memo.notePath)
  const folder = folderFor(memo, rules)
  return (await notes.isInside(folder)) ? folder : folderFor(memo, [])
}

/** Keeps the newest version's words in the vault, under the next number where its own is taken by other words. */
const keepPending = async (context: Context, memo: Memo, folder: string, isDraft: boolean): Promise<StoredVersion | null> => {
  const { store, notes } = context
  const version = store.versions(memo.memoId).at(-1)
  if (!version || (version.engine === APPLE) !== isDraft) return null
  const words = pendingWords(context, memo, version)
  if (!words) return null
  const stored = toStored(memo, version, words)
  try {
    await notes.saveVersion(folder, stored)
    return stored
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error
    const next = nextVersionId([version])
    store.together(() => {
      store.dropVersion(memo.memoId, version.versionId)
      store.addVersion(memo.memoId, { ...version, versionId: next })
    })
    return keepPending(context, memo, folder, isDraft)
  }
}

const pendingWords = ({ store, speech }: Context, memo: Memo, version: VersionRow): StoredVersion['segments'] | null => {
  const windows = store.windows(memo.memoId)
  if (version.engine === APPLE) return windows.get(DRAFT_WINDOW)?.segments ?? null
  const own = [...windows].filter(([index]) => index !== DRAFT_WINDOW).map(([, window]) => window)
  const work = store.work(memo.memoId)
  return work && own.length > 0 ? speech.assemble(own, work.spans).segments : null
}

const copyWanted = async ({ settings, notes, store }: Context, memo: Memo, signal: AbortSignal): Promise<string | null> => {
  if (!settings().memos.copyAudio || memo.vaultAudio !== null || memo.path === null || memo.sha256 === null) return memo.vaultAudio
  const path = await notes.copyAudio(memo.path, memo.fileName, memo.recordedAt, memo.sha256, signal)
  store.update(memo.entryId, { vaultAudio: path })
  return path
}

/** What an earlier summary found stands in the note, also where the store has lost it. */
const actionsThere = async ({ notes, readActions }: Context, memo: Memo): Promise<readonly string[]> => {
  const note = memo.notePath === null ? null : await notes.readNote(memo.notePath)
  return note === null ? [] : readActions(note.text).map((action) => action.text)
}

const toNote = (memo: Memo, versions: readonly VersionRow[], shown: StoredVersion | null, folder: string): MemoNote => ({
  memoId: memo.memoId,
  title: memo.title,
  recordedAt: memo.recordedAt,
  durationSeconds: memo.durationSeconds ?? 0,
  source: memo.source,
  audio: memo.vaultAudio ?? memo.path ?? '',
  audioSha256: memo.sha256 ?? '',
  device: memo.device,
  summary: memo.summary,
  actions: memo.actions,
  tags: memo.tags,
  damage: memo.damage,
  folder,
  shown,
  versions: versions.map(toListed),
})

const changedSince = (before: Entry, now: Entry | null): boolean =>
  now !== null && (now.title !== before.title || now.summary !== before.summary || JSON.stringify([now.tags, now.actions]) !== JSON.stringify([before.tags, before.actions]))

const isMemo = (entry: Entry): entry is Memo => entry.memoId !== null
const folderOf = (notePath: string): string => notePath.split('/').slice(0, -1).join('/')
