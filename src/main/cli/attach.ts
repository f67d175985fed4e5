import { dirname, resolve } from 'node:path'
import type { Attachment, PendingAttachment } from '../../contract/attachments.ts'
import type { Piece } from '../../contract/answers.ts'
import type { HostClient, Terminal } from './client.ts'

/** Reads files as the chat reads them, sound and documents too, and lends their texts; nothing of them is kept. */
export const withAttached = async <T>(client: HostClient, paths: readonly string[], terminal: Terminal, signal: AbortSignal, work: (pieces: readonly Piece[]) => Promise<T>): Promise<T> => {
  if (paths.length === 0) return work([])
  const full = paths.map((path) => resolve(path))
  const { attachments } = await client.attachments.add({ paths: full }, { signal })
  const ids = attachments.map(({ attachmentId }) => attachmentId)
  try {
    const newest = new Map<string, PendingAttachment>(attachments.map((each) => [each.attachmentId, each]))
    for await (const pending of await client.attachments.follow({ attachmentIds: ids }, { signal })) newest.set(pending.attachmentId, pending)
    const pieces: Piece[] = []
    for (const [at, id] of ids.entries()) pieces.push(toPiece(readyOf(newest.get(id), terminal), full[at] ?? '', (await client.attachments.text({ attachmentId: id }, { signal })).text))
    return await work(pieces)
  } finally {
    for (const attachmentId of ids) await client.attachments.remove({ attachmentId }).catch(() => undefined)
  }
}

const readyOf = (pending: PendingAttachment | undefined, terminal: Terminal): Attachment => {
  if (pending?.attachment == null) throw new Error(`${pending?.problem?.message ?? `${pending?.title ?? 'A file'} could not be read.`} Nothing was sent.`)
  if (pending.notice !== null) terminal.err(`${pending.title}: ${pending.notice}\n`)
  return pending.attachment
}

// A note or a memo keeps its own origin, folder and tags, so that its rules hold.
const toPiece = ({ title, origin, labels }: Attachment, path: string, text: string): Piece => {
  const source = labels.sources.find((each) => each.origin === origin)
  const folder = source?.folder ?? (origin === 'file' ? dirname(path) : undefined)
  return { title, text, origin, ...(folder === undefined ? {} : { folder }), ...(source?.tags === undefined ? {} : { tags: source.tags }) }
}
