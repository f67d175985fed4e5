import { basename, isAbsolute } from 'node:path'
import type { Attachment, PendingAttachment } from '../../../contract/attachments.ts'
import { AppError } from '../../../contract/errors.ts'
import type { Draft, DraftSource } from '../ports/index.ts'
import type { Attachments } from './attachments.ts'
import { beginning, createBoard } from './board.ts'
import { type Content, contentNow, keptFolder, titleOf, toAttachment, toPiece } from './content.ts'
import type { AttachDeps } from './deps.ts'
import { dictate } from './dictate.ts'
import { followAttachments } from './follow.ts'
import { isKept, saysOf } from './frontmatter.ts'
import { keepInVault } from './keep.ts'
import { fromKept } from './kept-text.ts'
import { createMentions } from './mentions.ts'
import { PROMPTS_FOLDER } from './places.ts'
import { readPrompts } from './prompts.ts'
import { readSource } from './read-source.ts'
import { emptyText, fileGone, MOST_TEXT_BYTES, notReady, OUR_BUG, relativePath, tooLong, toProblem, unknownAttachment } from './sentences.ts'

/** What goes with a turn: read in the background, kept until it is sent, then kept in the vault. */
export const createAttachments = (deps: AttachDeps): Attachments => {
  const { store, clock, log, newId } = deps
  const board = createBoard(deps)
  const closing = new AbortController()
  const mentions = createMentions(deps)
  const jobs = new Map<string, { readonly controller: AbortController; readonly done: Promise<void> }>()

  /** Reads it, or says why not. What was taken away meanwhile stays away. */
  const read = async (draft: Draft, signal: AbortSignal): Promise<void> => {
    const { attachmentId } = draft.pending
    const finish = async (pending: Partial<PendingAttachment>): Promise<void> => {
      if (board.get(attachmentId) === null || signal.aborted) return
      const { source } = draft
      await board.put({ ...draft, pending: { ...draft.pending, fraction: null, ...pending } })
      if (source.type === 'file' && source.ownsFile) await store.letGo(source.path)
    }
    try {
      const content = await readSource(deps, draft, (fraction, notice) => board.report(attachmentId, fraction, notice), signal)
      const attachment = await toAttachment(deps, attachmentId, content, signal)
      signal.throwIfAborted()
      if (attachment.path === null) await store.saveText(attachmentId, content.text)
      await finish({ state: 'ready', title: attachment.title, attachment, notice: content.notice })
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof AppError)) log.error('attachments.failed', error)
      await finish({ state: 'failed', problem: toProblem(error instanceof AppError ? error : OUR_BUG), notice: null })
    }
  }
  const begin = (draft: Draft): Promise<void> => {
    const { attachmentId } = draft.pending
    const controller = new AbortController()
    const done = read(draft, AbortSignal.any([controller.signal, closing.signal]))
      .catch((error: unknown) => log.error('attachments.unwritten', error))
      .finally(() => jobs.delete(attachmentId))
    jobs.set(attachmentId, { controller, done })
    return done
  }
  const make = async (source: DraftSource, title: string): Promise<Draft> => {
    await loaded
    const draft: Draft = { source, madeMs: clock.now(), pending: beginning(newId(), title) }
    await board.put(draft)
    return draft
  }
  /** For what is read at once: it is ready when this returns, or nothing of it stays. */
  const makeNow = async (draft: Draft): Promise<PendingAttachment> => {
    const { attachmentId } = draft.pending
    await begin(draft)
    const pending = board.get(attachmentId)?.pending
    if (pending === undefined) throw unknownAttachment()
    if (pending.problem === null) return pending
    board.drop(attachmentId)
    await store.remove(attachmentId)
    throw new AppError(pending.problem.code, pending.problem.message, { next: pending.problem.next })
  }
  const loaded = board
    .load()
    .then((unread) => unread.forEach((draft) => void begin(draft)))
    .catch((error: unknown) => log.error('attachments.unread', error))

  const find = async (attachmentId: string): Promise<Draft | null> => board.get(attachmentId) ?? (await store.sent(attachmentId))
  const attachmentOf = async (attachmentId: string): Promise<Attachment> => {
    await loaded
    const pending = (await find(attachmentId))?.pending
    if (pending === undefined) throw unknownAttachment()
    if (pending.problem !== null) throw new AppError(pending.problem.code, pending.problem.message, { next: pending.problem.next })
    if (pending.attachment === null) throw notReady(pending.title)
    return pending.attachment
  }

  /** As it stands now, wherever it is kept. */
  const contentOf = async (attachment: Attachment): Promise<Content> => {
    const { attachmentId, title, kind, origin, path, memoId, labels } = attachment
    if (kind === 'note' || kind === 'memo') return contentNow(deps, attachment, closing.signal)
    const [from] = labels.sources
    const kept = path === null ? null : await deps.vault.readText(path)
    // What a chat's file names is kept text only where that text says so: any other is a note or a memo, under its own label.
    if (path !== null && kept !== null && !isKept(kept.text)) return { ...(await contentNow(deps, attachment, closing.signal)), kind }
    const text = path === null ? await store.text(attachmentId) : kept && fromKept(kind, kept.text)
    if (text === null) throw fileGone(title)
    return { kind, title, text, origin: (kept && saysOf(kept.text).origin) ?? origin, folder: from?.folder ?? (path === null ? null : await keptFolder(deps, path)), tags: from?.tags ?? [], path, memoId, notice: null }
  }

  const takeOne = async (draft: Draft): Promise<Attachment> => {
    const { attachment } = draft.pending
    if (attachment === null) throw unknownAttachment()
    const isNote = attachment.kind === 'note' || attachment.kind === 'memo'
    const taken = isNote ? attachment : { ...attachment, path: await keepInVault(deps, attachment, (await contentOf(attachment)).text) }
    await store.markSent({ ...draft, pending: { ...draft.pending, attachment: taken } })
    board.drop(attachment.attachmentId)
    return taken
  }

  return {
    add: async (paths, signal) => {
      const added: PendingAttachment[] = []
      for (const path of paths) {
        signal.throwIfAborted()
        const draft = await make({ type: 'file', path, ownsFile: false }, basename(path))
        if (isAbsolute(path)) void begin(draft)
        else await board.put({ ...draft, pending: { ...draft.pending, state: 'failed', problem: toProblem(relativePath()) } })
        added.push(board.get(draft.pending.attachmentId)?.pending ?? draft.pending)
      }
      return added
    },
    addText: async (title, text) => {
      const sizeBytes = new TextEncoder().encode(text).byteLength
      if (sizeBytes > MOST_TEXT_BYTES) throw tooLong(sizeBytes)
      if (text.trim() === '') throw emptyText()
      const draft = await make({ type: 'text' }, title.trim() || 'Pasted text')
      await store.saveText(draft.pending.attachmentId, text)
      return makeNow(draft)
    },
    receive: async ({ name, body, signal }) => {
      // What an earlier run left is cleared away first, and must not be taken for it.
      await loaded
      const path = await store.receive({ name, body, maxBytes: deps.maxUploadBytes(), signal })
      const draft = await make({ type: 'file', path, ownsFile: true }, name)
      void begin(draft)
      return draft.pending
    },
    dictate: async (recording) => {
      await loaded
      return dictate(deps, recording, closing.signal)
    },
    mention: async (path, memoId) => makeNow(await make({ type: 'note', path, memoId }, titleOf(path))),
    mentions: (text, limit) => mentions.find(text, limit, closing.signal),
    follow: (attachmentIds, signal) =>
      followAttachments({ board, loaded, clock, find: async (id) => (await find(id))?.pending ?? { ...beginning(id, ''), state: 'failed', problem: toProblem(unknownAttachment()) } }, attachmentIds, AbortSignal.any([signal, closing.signal])),
    remove: async (attachmentId) => {
      await loaded
      const draft = board.get(attachmentId)
      if (draft === null) return
      board.drop(attachmentId)
      const job = jobs.get(attachmentId)
      job?.controller.abort()
      await job?.done
      // It may just have been written as ready.
      board.drop(attachmentId)
      await store.remove(attachmentId)
      if (draft.source.type === 'file' && draft.source.ownsFile) await store.letGo(draft.source.path)
    },
    text: async (attachment) => (await contentOf(typeof attachment === 'string' ? await attachmentOf(attachment) : attachment)).text,
    take: async (attachmentIds) => {
      await loaded
      const drafts: Draft[] = []
      for (const attachmentId of attachmentIds) {
        const draft = await find(attachmentId)
        if (draft === null) throw new AppError('BAD_REQUEST', unknownAttachment().message, { next: 'Attach it again.' })
        if (draft.pending.state === 'failed') throw new AppError('BAD_REQUEST', `“${draft.pending.title}” could not be read.`, { next: 'Take it away, or attach another one.' })
        if (draft.pending.state === 'reading') throw notReady(draft.pending.title)
        drafts.push(draft)
      }
      const taken: Attachment[] = []
      // One after the other: the same text twice is then kept once.
      for (const draft of drafts) taken.push(board.get(draft.pending.attachmentId) === null && draft.pending.attachment !== null ? draft.pending.attachment : await takeOne(draft))
      return taken
    },
    piece: async (attachment) => toPiece(await contentOf(attachment)),
    prompts: async () => ({ prompts: await readPrompts(deps.vault), folder: PROMPTS_FOLDER }),
    close: async () => {
      closing.abort()
      await loaded
      await Promise.all([...jobs.values()].map(({ done }) => done))
      await deps.reader.close()
    },
  }
}
