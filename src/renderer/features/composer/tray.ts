import type { PendingAttachment } from '../../../contract/attachments.ts'
import type { Mention } from '../../../contract/attachments.ts'
import type { ChatId } from '../../../contract/chat.ts'
import type { Api, ShownProblem } from '../../client.ts'
import type { Desks } from './desks.ts'

const AGAIN_MS = 1000

export interface TrayDeps {
  readonly api: Api['attachments']
  readonly desks: Desks
  /** Sends a file's bytes to the host, for a page that has no path for it. */
  readonly attach: (file: File, options: { readonly signal: AbortSignal; readonly onProgress?: (fraction: number) => void }) => Promise<PendingAttachment>
  readonly pathForFile: (file: File) => string | null
  readonly problemOf: (error: unknown) => ShownProblem | null
}

/** Takes in what goes with a turn, and tells its desk how far each is read. */
export const createTray = ({ api, desks, attach, pathForFile, problemOf }: TrayDeps) => {
  const running = new Map<string, AbortController>()
  let count = 0

  /** Follows one until it is read; asks again when the host was lost meanwhile. */
  const follow = async (chatId: ChatId | null, key: string, attachmentId: string, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      try {
        for await (const now of await api.follow({ attachmentIds: [attachmentId] }, { signal })) desks.change(chatId, key, now)
        return
      } catch {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
      }
    }
  }

  const take = async (chatId: ChatId | null, title: string, ask: (signal: AbortSignal, key: string) => Promise<PendingAttachment>): Promise<void> => {
    count += 1
    const key = `item-${count}`
    const ours = new AbortController()
    running.set(key, ours)
    desks.add(chatId, { key, attachmentId: '', title, state: 'reading', fraction: null, attachment: null, problem: null, notice: null, coming: true })
    try {
      const pending = await ask(ours.signal, key)
      // It was taken away while the host made it ready.
      if (ours.signal.aborted) return void api.remove({ attachmentId: pending.attachmentId }).catch(() => {})
      desks.change(chatId, key, { ...pending, coming: false })
      if (pending.state === 'reading') await follow(chatId, key, pending.attachmentId, ours.signal)
    } catch (error) {
      const problem = problemOf(error)
      if (problem === null || ours.signal.aborted) desks.drop(chatId, key)
      else desks.change(chatId, key, { state: 'failed', coming: false, problem: { code: 'UPSTREAM', message: problem.message, ...(problem.next !== undefined && { next: problem.next }) } })
    } finally {
      running.delete(key)
    }
  }

  const addPath = async (path: string, signal: AbortSignal): Promise<PendingAttachment> => {
    const { attachments } = await api.add({ paths: [path] }, { signal })
    const [first] = attachments
    if (!first) throw new Error('The host took no attachment.')
    return first
  }

  return {
    addFiles(chatId: ChatId | null, files: readonly File[]): void {
      for (const file of files) {
        const path = pathForFile(file)
        void take(chatId, file.name, (signal, key) =>
          path === null ? attach(file, { signal, onProgress: (fraction) => desks.change(chatId, key, { fraction }) }) : addPath(path, signal),
        )
      }
    },
    addText: (chatId: ChatId | null, text: string): void => void take(chatId, 'Pasted text', (signal) => api.addText({ title: 'Pasted text', text }, { signal })),
    mention: (chatId: ChatId | null, { path, memoId, title }: Mention): void => void take(chatId, title, (signal) => api.mention({ path, memoId }, { signal })),
    remove(chatId: ChatId | null, key: string): void {
      const item = desks.of(chatId).items.find((each) => each.key === key)
      running.get(key)?.abort()
      desks.drop(chatId, key)
      if (item && item.attachmentId !== '') api.remove({ attachmentId: item.attachmentId }).catch(() => {})
    },
  }
}

export type Tray = ReturnType<typeof createTray>
