import type { PendingAttachment } from '../../../contract/attachments.ts'
import { coalesce } from '../lib/coalesce.ts'
import { readThrough } from '../lib/read-through.ts'
import type { Clock } from '../ports/index.ts'
import type { Board } from './board.ts'

const INTERVAL_MS = 100

/** Each attachment as it stands, then what changes, until none is read any more. `find` also knows those that were sent. */
export const followAttachments = (
  { board, loaded, clock, find }: { readonly board: Board; /** What an earlier run left is known. */ readonly loaded: Promise<void>; readonly clock: Clock; readonly find: (attachmentId: string) => Promise<PendingAttachment> },
  attachmentIds: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<PendingAttachment, undefined, void> => {
  const wanted = new Set(attachmentIds)
  const isReading = (): boolean => attachmentIds.some((attachmentId) => board.get(attachmentId)?.pending.state === 'reading')
  const source = coalesce<ReadonlySet<string>>({
    subscribe: ({ push, end }) => {
      let isLoaded = false
      const look = (changed: ReadonlySet<string>): void => {
        if (!isLoaded) return
        push(changed)
        if (!isReading()) end()
      }
      void loaded.then(() => {
        isLoaded = true
        look(wanted)
      })
      return board.onChange((attachmentId) => wanted.has(attachmentId) && look(new Set([attachmentId])))
    },
    merge: (older, newer) => new Set([...older, ...newer]),
    intervalMs: INTERVAL_MS,
    clock,
    signal,
  })
  return readThrough(source, async function* read(changes) {
    for await (const changed of changes) for (const attachmentId of changed) yield await find(attachmentId)
    return undefined
  })
}
