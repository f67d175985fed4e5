import type { PendingAttachment } from '../../../contract/attachments.ts'
import type { AttachmentStore, Clock, Draft, Log } from '../ports/index.ts'

/** What is not sent yet: in memory as it stands, on the disk as of its last step. */
export interface Board {
  get(attachmentId: string): Draft | null
  /** On the disk first. */
  put(draft: Draft): Promise<void>
  /** How far the reading is; it is not kept. */
  report(attachmentId: string, fraction: number | null, notice: string | null): void
  /** Takes it out of memory; the store's record is the caller's. */
  drop(attachmentId: string): void
  onChange(listener: (attachmentId: string) => unknown): () => void
  /** Reads what an earlier run left, throws away what is a week old, and returns what was still being read. */
  load(): Promise<readonly Draft[]>
}

const UNSENT_DAYS = 7

export const createBoard = ({ store, clock, log }: { readonly store: AttachmentStore; readonly clock: Pick<Clock, 'now'>; readonly log: Pick<Log, 'info'> }): Board => {
  const drafts = new Map<string, Draft>()
  const listeners = new Set<(attachmentId: string) => unknown>()
  const set = (draft: Draft): void => {
    drafts.set(draft.pending.attachmentId, draft)
    tell(draft.pending.attachmentId)
  }
  const tell = (attachmentId: string): void => {
    for (const listener of listeners) listener(attachmentId)
  }

  return {
    get: (attachmentId) => drafts.get(attachmentId) ?? null,
    put: async (draft) => {
      await store.save(draft)
      set(draft)
    },
    report: (attachmentId, fraction, notice) => {
      const draft = drafts.get(attachmentId)
      if (draft?.pending.state === 'reading') set({ ...draft, pending: { ...draft.pending, fraction, notice } })
    },
    drop: (attachmentId) => {
      drafts.delete(attachmentId)
      tell(attachmentId)
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    load: async () => {
      const oldestMs = clock.now() - UNSENT_DAYS * 86_400_000
      const kept = new Set<string>()
      let removed = 0
      for (const draft of await store.drafts()) {
        if (draft.madeMs < oldestMs) {
          removed += 1
          await store.remove(draft.pending.attachmentId)
          continue
        }
        if (draft.source.type === 'file' && draft.source.ownsFile) kept.add(draft.source.path)
        set(draft)
      }
      await store.sweep(kept)
      if (removed > 0) log.info('attachments.old-removed', { count: removed })
      return [...drafts.values()].filter(({ pending }) => pending.state === 'reading')
    },
  }
}

/** One of which nothing is known but its name. */
export const beginning = (attachmentId: string, title: string): PendingAttachment => ({ attachmentId, title: title.slice(0, 300), state: 'reading', fraction: null, attachment: null, problem: null, notice: null })
