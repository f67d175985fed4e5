import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { z } from 'zod'
import { PendingAttachmentSchema } from '../../../contract/attachments.ts'
import { AppError } from '../../../contract/errors.ts'
import { MemoIdSchema } from '../../../contract/memos.ts'
import type { AttachmentStore, Draft } from '../../core/ports/index.ts'
import { asDiskFailure } from './failures.ts'

const DraftSchema = z.object({
  madeMs: z.number(),
  source: z.discriminatedUnion('type', [
    z.object({ type: z.literal('file'), path: z.string(), ownsFile: z.boolean() }),
    z.object({ type: z.literal('text') }),
    z.object({ type: z.literal('note'), path: z.string(), memoId: MemoIdSchema.nullable() }),
  ]),
  pending: PendingAttachmentSchema,
})

const ID = /^[A-Za-z0-9_-]{1,64}$/
const ENDING = '.json'

/** Attachments as small files in a folder of the state folder: `drafts/`, `sent/` and `received/`. */
export const createAttachmentStore = (folder: string): AttachmentStore => {
  const at = (kind: 'drafts' | 'sent', attachmentId: string, ending = ENDING): string => join(folder, kind, `${attachmentId}${ending}`)
  const received = join(folder, 'received')
  const isReceived = (path: string): boolean => dirname(path) === received

  const remove = async (attachmentId: string): Promise<void> => {
    if (!ID.test(attachmentId)) return
    // The text last: a record without its text would be shown as ready.
    await rm(at('drafts', attachmentId), { force: true })
    await rm(at('drafts', attachmentId, '.txt'), { force: true })
  }

  return {
    drafts: async () => {
      const names = (await readdir(join(folder, 'drafts')).catch(() => [])).filter((name) => name.endsWith(ENDING))
      const drafts = await Promise.all(names.map((name) => readDraft(join(folder, 'drafts', name))))
      return drafts.filter((draft) => draft !== null)
    },
    save: (draft) => replace(at('drafts', draft.pending.attachmentId), JSON.stringify(draft)),
    text: (attachmentId) => (ID.test(attachmentId) ? readFile(at('drafts', attachmentId, '.txt'), 'utf8').catch(() => null) : Promise.resolve(null)),
    saveText: (attachmentId, text) => replace(at('drafts', attachmentId, '.txt'), text),
    remove,
    markSent: async (draft) => {
      await replace(at('sent', draft.pending.attachmentId), JSON.stringify(draft))
      await remove(draft.pending.attachmentId)
    },
    sent: (attachmentId) => (ID.test(attachmentId) ? readDraft(at('sent', attachmentId)) : Promise.resolve(null)),
    receive: async ({ name, body, maxBytes, signal }) => {
      const ending = extname(name).toLowerCase()
      const path = join(received, `${randomUUID()}${/^\.[a-z0-9]{1,12}$/.test(ending) ? ending : ''}`)
      try {
        await mkdir(received, { recursive: true, mode: 0o700 })
        await keep(path, body, maxBytes, signal)
        return path
      } catch (error) {
        await rm(path, { force: true })
        throw asDiskFailure(error)
      }
    },
    open: (path) => createReadStream(path),
    letGo: async (path) => {
      if (isReceived(path)) await rm(path, { force: true })
    },
    sweep: async (keepPaths) => {
      for (const name of await readdir(received).catch(() => [])) if (!keepPaths.has(join(received, name))) await rm(join(received, name), { force: true })
    },
  }
}

const keep = async (path: string, body: AsyncIterable<Uint8Array>, maxBytes: number, signal: AbortSignal): Promise<void> => {
  const file = await open(path, 'wx', 0o600)
  try {
    let sizeBytes = 0
    for await (const chunk of body) {
      signal.throwIfAborted()
      sizeBytes += chunk.byteLength
      if (sizeBytes > maxBytes) throw tooLarge(maxBytes)
      for (let at = 0; at < chunk.byteLength; ) at += (await file.write(chunk, at)).bytesWritten
    }
    signal.throwIfAborted()
  } finally {
    await file.close()
  }
}

const readDraft = async (path: string): Promise<Draft | null> => {
  try {
    return DraftSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}

const replace = async (path: string, text: string): Promise<void> => {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw asDiskFailure(error)
  }
}

const tooLarge = (maxBytes: number): AppError =>
  new AppError('TOO_LARGE', `The file is larger than the ${Math.floor(maxBytes / 1_000_000).toLocaleString('en-US')} MB that Freehold takes from a browser. It stays where it is.`, {
    next: 'Attach the part you need, or put a recording into a watched folder.',
  })
