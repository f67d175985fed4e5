import { posix, relative, sep } from 'node:path'
import type { Attachment, AttachmentKind } from '../../../contract/attachments.ts'
import type { Piece } from '../../../contract/answers.ts'
import { AppError } from '../../../contract/errors.ts'
import type { MemoId } from '../../../contract/memos.ts'
import type { Origin } from '../../../contract/privacy.ts'
import type { AttachDeps } from './deps.ts'
import { bodyOf, isKept, saysOf } from './frontmatter.ts'
import { ATTACHMENTS_FOLDER } from './places.ts'
import { emptyText, fileGone, isChat, MOST_TEXT_BYTES, noNote, tooLong } from './sentences.ts'

/** What reading a note or a memo takes. */
export interface ContentDeps {
  readonly vault: Pick<AttachDeps['vault'], 'readNote' | 'readText'>
  readonly memos: Pick<AttachDeps['memos'], 'note'>
  readonly noteIndex: Pick<AttachDeps['noteIndex'], 'at'>
}

/** What an attachment says, and what it is known to come from. */
export interface Content {
  readonly kind: AttachmentKind
  readonly title: string
  readonly text: string
  readonly origin: Origin
  readonly folder: string | null
  readonly tags: readonly string[]
  /** Of a note or memo, relative to the vault. */
  readonly path: string | null
  readonly memoId: MemoId | null
  readonly notice: string | null
}

/** A memo by its note, as the person has it now, wherever it stands. */
export const memoContent = async (deps: ContentDeps, memoId: MemoId, signal: AbortSignal): Promise<Content> => {
  const { path, text } = await deps.memos.note(memoId, signal)
  // The recording stays behind: its link says nothing.
  const words = bodyOf(text).replace(/^!\[Recording\]\([^\n]*\)\n+/m, '')
  const { title, tags } = await headAt(deps, path)
  return { kind: 'memo', title: title ?? titleOf(path), text: words, origin: 'memo', folder: folderOf(path), tags, path, memoId, notice: null }
}

/** A note of the vault; one that is a memo's is the memo. */
export const noteContent = async (deps: ContentDeps, path: string, signal: AbortSignal): Promise<Content> => {
  const note = await deps.vault.readText(path)
  if (note === null) throw noNote()
  const { origin, memoId, isChat: isOfChat } = saysOf(note.text)
  // By its place as well: one that was edited into nonsense says nothing any more.
  if (isOfChat || isInChats(path)) throw isChat()
  // The same memo under another name: its own note may say something else, so this one is read.
  if (memoId !== null && deps.noteIndex.at(path)?.memoId === memoId) {
    const memo = await memoContent(deps, memoId, signal).catch(unlessGone)
    if (memo !== null) return memo
  }
  const folder = (isKept(note.text) ? await keptFolder(deps, path) : null) ?? folderOf(path)
  return { kind: 'note', title: titleOf(path), text: bodyOf(note.text), origin: origin ?? 'note', folder, tags: (await headAt(deps, path)).tags, path, memoId: null, notice: null }
}

/** The attachment as it is shown before it is sent, with its size and its labels. */
export const toAttachment = async (deps: AttachDeps, attachmentId: string, content: Content, signal: AbortSignal): Promise<Attachment> => {
  const { kind, title, text, origin, path, memoId } = content
  const sizeBytes = new TextEncoder().encode(text).byteLength
  if (sizeBytes > MOST_TEXT_BYTES) throw tooLong(sizeBytes)
  if (text.trim() === '') throw emptyText()
  const [labels, { tokens, exact }] = await Promise.all([deps.label(toPiece(content), signal), deps.countTokens(text)])
  return { attachmentId, title: title.slice(0, 300), kind, origin, sizeBytes, tokens, exact, labels, path, memoId }
}

/** What goes along with a turn. */
export const toPiece = ({ title, text, origin, folder, tags }: Pick<Content, 'title' | 'text' | 'origin' | 'folder' | 'tags'>): Piece => ({
  title: title.slice(0, 300),
  text,
  origin,
  ...(folder === null ? {} : { folder }),
  ...(tags.length === 0 ? {} : { tags: [...tags] }),
})

/** A sent or unsent note or memo as it stands now; FILE_GONE when it does not. */
export const contentNow = async (deps: AttachDeps, { title, path, memoId, origin }: Pick<Attachment, 'title' | 'path' | 'memoId' | 'origin'>, signal: AbortSignal): Promise<Content> => {
  try {
    if (memoId !== null) return await memoContent(deps, memoId, signal)
    const content = await noteContent(deps, path ?? '', signal)
    // What was known to be a memo stays one; no origin that a chat's file names makes a note looser.
    return content.origin === 'note' && NEARER.has(origin) ? { ...content, origin } : content
  } catch (error) {
    if (isGone(error)) throw fileGone(title)
    throw error
  }
}

/** Where a path of this machine lies in the vault, `/` between parts; null when it is elsewhere. */
export const inVault = (vaultPath: string, path: string): string | null => {
  const inner = relative(vaultPath, path)
  return inner === '' || inner.startsWith('..') || inner.startsWith(sep) ? null : inner.split(sep).join('/')
}

export const folderOf = (path: string): string => (posix.dirname(path) === '.' ? '' : posix.dirname(path))
export const titleOf = (path: string): string => posix.basename(path).replace(/\.md$/iu, '')

/** The folder of the file that a kept text was read from: a rule for it holds for the text as well. Elsewhere in the vault the place counts. */
export const keptFolder = async ({ vault }: Pick<ContentDeps, 'vault'>, path: string): Promise<string | null> => {
  const folder = path.startsWith(`${ATTACHMENTS_FOLDER}/`) ? (await vault.readNote(path))?.frontmatter['folder'] : null
  return typeof folder === 'string' && folder !== '' ? folder : null
}

const headAt = async ({ vault }: Pick<ContentDeps, 'vault'>, path: string): Promise<{ readonly title: string | null; readonly tags: readonly string[] }> => {
  const frontmatter = (await vault.readNote(path))?.frontmatter ?? {}
  const title = frontmatter['title']
  const tags = frontmatter['tags'] ?? frontmatter['tag']
  const list: readonly unknown[] = typeof tags === 'string' ? tags.split(/[\s,]+/) : Array.isArray(tags) ? tags : []
  return {
    title: typeof title === 'string' && title.trim() !== '' ? title.trim() : null,
    tags: list.filter((tag) => typeof tag === 'string').map((tag) => tag.replace(/^#/, '')).filter((tag) => tag !== ''),
  }
}

// Whatever the case: most disks of a Mac make no difference.
const isInChats = (path: string): boolean => /^chats\//i.test(path) && !path.toLowerCase().startsWith(`${ATTACHMENTS_FOLDER.toLowerCase()}/`)

// At least as private as a note, in the table that everybody begins with.
const NEARER: ReadonlySet<Origin> = new Set(['memo', 'mail', 'health', 'calendar', 'capture'])

const isGone = (error: unknown): boolean => error instanceof AppError && (error.code === 'NOT_FOUND' || error.code === 'FILE_GONE')
const unlessGone = (error: unknown): null => {
  if (isGone(error)) return null
  throw error
}
