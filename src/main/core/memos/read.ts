import { basename, join } from 'node:path'
import { AppError } from '../../../contract/errors.ts'
import type { ExportFormat, MemoDetail, MemoId, Segment, Transcript, VersionId } from '../../../contract/memos.ts'
import type { Context } from './context.ts'
import { entryOf, memoOf } from './control.ts'
import { exportTranscript } from './export-transcript.ts'
import { toRow } from './row.ts'
import { toListed } from './versions.ts'

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  mp4: 'audio/mp4',
  quicktime: 'audio/mp4',
  caf: 'audio/x-caf',
  wav: 'audio/wav',
  aiff: 'audio/aiff',
  mp3: 'audio/mpeg',
  aac: 'audio/aac',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  webm: 'audio/webm',
}

/** Everything the page of one memo shows. */
export const readMemo = async (context: Context, memoId: MemoId): Promise<MemoDetail> => {
  const { store, notes, board } = context
  const memo = memoOf(context, memoId)
  const note = memo.notePath === null ? null : await notes.readNote(memo.notePath)
  return {
    row: toRow(memo, board.get(memo.entryId), context.isPaused()),
    device: memo.device,
    summary: memo.summary,
    actions: note === null ? memo.actions.map((text) => ({ text, done: false })) : [...context.readActions(note.text)],
    tags: [...memo.tags],
    versions: store.versions(memoId).map(toListed),
    waveform: [...store.waveform(memoId)],
    audioPath: (await audioFile(context, memoId)) === null ? null : context.signAudio(memoId),
    notePath: memo.notePath,
    vaultPath: notes.vaultPath,
    edited: memo.edited,
  }
}

/** The words of one version, with what the person confirmed in it. */
export const readTranscript = async (context: Context, memoId: MemoId, versionId: VersionId): Promise<Transcript> => ({
  versionId,
  segments: [...(await segmentsOf(context, memoId, versionId))],
})

/** The words in a format other programs read. Without a version, the one that is shown. */
export const exportMemo = async (context: Context, memoId: MemoId, format: ExportFormat, versionId?: VersionId): Promise<{ readonly fileName: string; readonly text: string }> => {
  const memo = memoOf(context, memoId)
  const version = context.store.versions(memoId).find((each) => (versionId === undefined ? each.shown : each.versionId === versionId))
  if (!version) throw new AppError('NOT_FOUND', 'There are no words of this memo yet.')
  const segments = await segmentsOf(context, memoId, version.versionId)
  const name = memo.notePath === null ? memo.title : basename(memo.notePath, '.md')
  return { fileName: `${name.replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, ' ').trim() || memoId}.${format}`, text: exportTranscript({ memo, version, segments, paragraphs: context.toParagraphs(segments) }, format) }
}

/** The note as it stands in the vault, wherever the person moved it. */
export const readNote = async (context: Context, memoId: MemoId, signal: AbortSignal): Promise<{ readonly path: string; readonly text: string }> => {
  const path = await notePathOf(context, memoId, signal)
  const note = await context.notes.readNote(path)
  if (!note) throw noNote()
  return { path, text: note.text }
}

/** Opens the note in the person's Markdown editor. */
export const openNote = async (context: Context, memoId: MemoId, signal: AbortSignal): Promise<{ readonly path: string }> => {
  const path = join(context.notes.vaultPath, await notePathOf(context, memoId, signal))
  await context.openFile(path, signal)
  return { path }
}

/** Shows a recording in the file manager. */
export const revealAudio = async (context: Context, rowId: string, signal: AbortSignal): Promise<{ readonly path: string }> => {
  const entry = entryOf(context, rowId)
  const path = entry.path ?? (entry.vaultAudio === null ? null : join(context.notes.vaultPath, entry.vaultAudio))
  if (path === null) throw new AppError('FILE_GONE', 'The recording is not on this machine.', { next: 'The note, if there is one, stays.' })
  await context.revealFile(path, signal)
  return { path }
}

/** Where a memo's recording can be read, its copy in the vault if need be; null when it is gone. */
export const audioFile = async (context: Context, memoId: MemoId): Promise<{ readonly path: string; readonly contentType: string } | null> => {
  const memo = memoOf(context, memoId)
  const places = [memo.path, memo.vaultAudio === null ? null : join(context.notes.vaultPath, memo.vaultAudio)]
  for (const path of places) {
    if (path === null) continue
    const stat = await context.recordings.stat(path).catch(() => null)
    if (stat?.kind === 'file') return { path, contentType: CONTENT_TYPES[memo.container ?? ''] ?? 'audio/mp4' }
  }
  return null
}

/** The words of a version with what the person confirmed; throws NOT_FOUND. */
export const segmentsOf = async ({ notes }: Context, memoId: MemoId, versionId: VersionId): Promise<readonly Segment[]> => {
  const stored = await notes.readVersion(memoId, versionId)
  if (!stored) throw new AppError('NOT_FOUND', 'The words of this version are not in the vault any more.', { next: 'Write the memo down again.' })
  const confirmed = new Set(await notes.readConfirmed(memoId, versionId))
  return stored.segments.map((segment) => (confirmed.has(segment.startSeconds) ? { ...segment, confirmed: true } : segment))
}

/** Where the note of a memo stands, wherever the person moved it; throws NOT_FOUND. */
export const notePathOf = async (context: Context, memoId: MemoId, signal: AbortSignal): Promise<string> => {
  const memo = memoOf(context, memoId)
  if (memo.notePath !== null && (await context.notes.readNote(memo.notePath)) !== null) return memo.notePath
  const found = await context.notes.findNote(memoId, signal)
  if (!found) throw noNote()
  if (memo.notePath !== null) context.store.update(memo.entryId, { notePath: found.path })
  return found.path
}

const noNote = (): AppError => new AppError('NOT_FOUND', 'There is no note of this memo in the vault.', { next: 'Write the memo down again to have one.' })
