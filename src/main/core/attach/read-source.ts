import { basename, dirname } from 'node:path'
import { AppError } from '../../../contract/errors.ts'
import { MemoIdSchema } from '../../../contract/memos.ts'
import type { Origin } from '../../../contract/privacy.ts'
import type { Draft, ReadDocument } from '../ports/index.ts'
import { type Content, inVault, memoContent, noteContent } from './content.ts'
import type { AttachDeps } from './deps.ts'
import { saysOf } from './frontmatter.ts'
import { fileGone, unknownAttachment } from './sentences.ts'

type Report = (fraction: number | null, notice: string | null) => void

/** Reads what an attachment comes from, whatever it is; sound becomes a memo on the way. */
export const readSource = async (deps: AttachDeps, { source, pending }: Draft, report: Report, signal: AbortSignal): Promise<Content> => {
  switch (source.type) {
    case 'note':
      return source.memoId === null ? noteContent(deps, source.path, signal) : memoContent(deps, source.memoId, signal)
    case 'text': {
      const text = await deps.store.text(pending.attachmentId)
      if (text === null) throw unknownAttachment()
      return { kind: 'text', title: pending.title, text, origin: saysOf(text).origin ?? 'file', folder: null, tags: [], path: null, memoId: null, notice: null }
    }
    case 'file':
      return readFile(deps, source.path, source.ownsFile, pending.title, report, signal)
  }
}

const readFile = async (deps: AttachDeps, path: string, ownsFile: boolean, name: string, report: Report, signal: AbortSignal): Promise<Content> => {
  const inner = ownsFile ? null : inVault(deps.vault.path, path)
  // A note stays a note, and a memo a memo, also when its file is handed over.
  if (inner !== null && /\.md$/i.test(inner)) return noteContent(deps, inner, signal)
  if (await deps.reader.isSound(path)) return writeDown(deps, ownsFile ? await intoVault(deps, path, name, signal) : path, report, signal)
  const document = await deps.reader.read({ path, name, signal })
  const folder = inner === null ? (ownsFile ? null : dirname(path)) : dirname(inner)
  return {
    kind: document.kind,
    title: document.kind === 'mail' ? (document.title ?? name) : name,
    text: document.text,
    origin: originOf(document, inner),
    folder,
    tags: [],
    path: null,
    memoId: null,
    notice: document.notice,
  }
}

const originOf = ({ kind, text }: ReadDocument, inner: string | null): Origin => {
  if (kind === 'mail') return 'mail'
  const said = saysOf(text).origin
  if (said !== null) return said
  // Beside the notes lie the transcripts of memos.
  if (inner !== null) return inner.startsWith('Memos/') || /\.transcript\b/.test(inner) ? 'memo' : 'note'
  return kind === 'html' ? 'web' : 'file'
}

/** A browser's recording goes where those go that are dropped on the memos. */
const intoVault = async ({ store, memos }: AttachDeps, path: string, name: string, signal: AbortSignal): Promise<string> => {
  const { rowId } = await memos.receiveUpload({ name, modifiedMs: null, body: store.open(path), signal })
  const memoId = MemoIdSchema.safeParse(rowId)
  const audio = memoId.success ? await memos.openAudio(memoId.data, signal) : null
  if (audio === null) throw fileGone(name)
  return audio.path
}

const writeDown = async (deps: AttachDeps, path: string, report: Report, signal: AbortSignal): Promise<Content> => {
  report(0, 'It is written down as a memo.')
  let note: string | undefined
  let damage: string | undefined
  for await (const event of deps.memos.transcribeFile({ path, file: true }, signal)) {
    if (event.type === 'progress') report(event.fraction, 'It is written down as a memo.')
    else ({ note, damage } = event.result)
  }
  signal.throwIfAborted()
  const inner = note === undefined ? null : inVault(deps.vault.path, note)
  const head = inner === null ? null : await deps.vault.readNote(inner)
  const memoId = MemoIdSchema.safeParse(head?.frontmatter['id'])
  if (!memoId.success) throw new AppError('FILE_GONE', `The note of “${basename(path)}” is not in the vault any more.`, { next: 'Attach the recording again.' })
  return { ...(await memoContent(deps, memoId.data, signal)), notice: damage ?? null }
}
