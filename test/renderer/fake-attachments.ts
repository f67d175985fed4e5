// A double, and said to be one: attachments, mentions and prompts of the host in memory. It reads no file; each is ready a moment after it was named.
import { implement } from '@orpc/server'
import type { Attachment, Mention, PendingAttachment, Prompt } from '../../src/contract/attachments.ts'
import { AppError } from '../../src/contract/errors.ts'
import { contract } from '../../src/contract/index.ts'
import type { MemoId } from '../../src/contract/memos.ts'
import { NO_LABELS } from './fake-chat-data.ts'

const READING_MS = 150

const MENTIONS: readonly Mention[] = [
  { kind: 'note', title: 'Kitchen', path: 'Notes/Kitchen.md', memoId: null, at: '2026-11-20T10:00:00+01:00' },
  { kind: 'memo', title: 'Walk along the canal', path: 'Memos/2026/11/2026-11-22 1602 Walk along the canal.md', memoId: '0000000000000001' as MemoId, at: '2026-11-22T16:02:00+01:00' },
  { kind: 'memo', title: 'The dentist, and chapter three', path: 'Memos/2026/11/2026-11-22 1432 The dentist.md', memoId: '0000000000000002' as MemoId, at: '2026-11-22T14:32:00+01:00' },
]

const PROMPTS: readonly Prompt[] = [
  { name: 'Polish', path: 'Prompts/Polish.md', text: 'Polish this, and keep my words where you can:\n\n', variables: [], problem: null },
  { name: 'Letter', path: 'Prompts/Letter.md', text: 'Write {{name}} a letter about {{subject}}.', variables: ['name', 'subject'], problem: null },
  { name: 'Broken', path: 'Prompts/Broken.md', text: '', variables: [], problem: 'The file is empty.' },
]

export const createFakeAttachments = (calls: string[]) => {
  const all = new Map<string, PendingAttachment>()
  const wakes = new Set<() => void>()
  let made = 100

  const put = (pending: PendingAttachment): void => {
    all.set(pending.attachmentId, pending)
    for (const wake of wakes) wake()
  }
  /** A file called `broken…` cannot be read. */
  const begin = (title: string, changes: Partial<Attachment> = {}): PendingAttachment => {
    made += 1
    const attachmentId = `a${made}`
    const pending: PendingAttachment = { attachmentId, title, state: 'reading', fraction: 0, attachment: null, problem: null, notice: null }
    put(pending)
    setTimeout(() => {
      if (!all.has(attachmentId)) return
      if (/^broken/i.test(title)) return put({ ...pending, state: 'failed', fraction: null, problem: { code: 'ENCRYPTED', message: `“${title}” is encrypted. The file is as it was.`, next: 'Save it without a password and add that.' } })
      const attachment: Attachment = { attachmentId, title, kind: 'text', origin: 'file', sizeBytes: 4800, tokens: 1200, exact: true, labels: { ...NO_LABELS, sources: [{ origin: changes.origin ?? 'file' }] }, path: null, memoId: null, ...changes }
      put({ ...pending, state: 'ready', fraction: 1, attachment })
    }, READING_MS)
    return pending
  }
  const textOf = (id: string): string => {
    if (!all.has(id)) throw new AppError('NOT_FOUND', 'This attachment is no longer here.', { next: 'Add it again.' })
    return 'The text of it.'
  }

  const { attachments: a } = implement(contract)
  return {
    /** For the attachments of a turn: those that are ready. */
    take: (ids: readonly string[]): Attachment[] => ids.flatMap((id) => all.get(id)?.attachment ?? []),
    begin,
    parts: {
      add: a.add.handler(({ input }) => (calls.push(`attach ${input.paths.length}`), { attachments: input.paths.map((path) => begin(path.split('/').at(-1) ?? path)) })),
      addText: a.addText.handler(({ input }) => (calls.push(`attachText ${input.text.length}`), begin(input.title, { sizeBytes: input.text.length, tokens: Math.ceil(input.text.length / 4), exact: false }))),
      mention: a.mention.handler(({ input }) => {
        calls.push(`mention ${input.path}`)
        const found = MENTIONS.find(({ path }) => path === input.path)
        return begin(found?.title ?? input.path, { kind: found?.kind ?? 'note', origin: found?.kind ?? 'note', path: input.path, memoId: input.memoId })
      }),
      mentions: a.mentions.handler(({ input }) => ({ mentions: MENTIONS.filter(({ title }) => title.toLowerCase().includes(input.text.toLowerCase())).slice(0, input.limit) })),
      follow: a.follow.handler(async function* ({ input, signal }) {
        const told = new Map<string, PendingAttachment>()
        while (!signal?.aborted) {
          const now = input.attachmentIds.flatMap((id) => all.get(id) ?? [])
          for (const each of now) {
            if (told.get(each.attachmentId) === each) continue
            told.set(each.attachmentId, each)
            yield each
          }
          if (now.every(({ state }) => state !== 'reading')) return
          await new Promise<void>((resolve) => {
            wakes.add(resolve)
            signal?.addEventListener('abort', () => resolve(), { once: true })
          })
        }
      }),
      remove: a.remove.handler(({ input }) => (calls.push(`removeAttachment ${input.attachmentId}`), all.delete(input.attachmentId), {})),
      text: a.text.handler(({ input }) => ({ text: textOf(input.attachmentId) })),
      prompts: a.prompts.handler(() => ({ prompts: [...PROMPTS], folder: 'Prompts' })),
    },
  }
}
