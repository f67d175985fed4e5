import type { Mention, PendingAttachment } from '../../../contract/attachments.ts'
import type { Api, ShownProblem } from '../../client.ts'
import type { DeskId, Desks } from './desks.ts'

const AGAIN_MS = 1000

export interface TrayDeps {
  readonly api: Pick<Api['attachments'], 'add' | 'addText' | 'mention' | 'follow' | 'remove'>
  readonly desks: Desks
  /** Sends a file's bytes to the host, for a page that has no path for it. */
  readonly attach: (file: File, signal: AbortSignal) => Promise<PendingAttachment>
  readonly pathForFile: (file: File) => string | null
  readonly problemOf: (error: unknown) => ShownProblem | null
}

/** Takes in what goes with a turn, and tells its desk how far each is read. */
export const createTray = ({ api, desks, attach, pathForFile, problemOf }: TrayDeps) => {
  const running = new Map<string, AbortController>()
  let count = 0

  /** Follows one until it is read; asks again when the host was lost meanwhile. */
  const follow = async (desk: DeskId, key: string, attachmentId: string, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      try {
        for await (const now of await api.follow({ attachmentIds: [attachmentId] }, { signal })) desks.change(desk, key, now)
        return
      } catch {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
      }
    }
  }

  const take = async (desk: DeskId, title: string, ask: (signal: AbortSignal) => Promise<PendingAttachment>): Promise<void> => {
    count += 1
    const key = `item-${count}`
    const ours = new AbortController()
    running.set(key, ours)
    desks.add(desk, { key, attachmentId: '', title, state: 'reading', fraction: null, attachment: null, problem: null, notice: null, coming: true })
    try {
      const pending = await ask(ours.signal)
      // It was taken away while the host made it ready.
      if (ours.signal.aborted) return void api.remove({ attachmentId: pending.attachmentId }).catch(() => {})
      desks.change(desk, key, { ...pending, coming: false })
      if (pending.state === 'reading') await follow(desk, key, pending.attachmentId, ours.signal)
    } catch (error) {
      const problem = problemOf(error)
      if (problem === null || ours.signal.aborted) desks.drop(desk, key)
      else desks.change(desk, key, { state: 'failed', coming: false, problem: { code: 'UPSTREAM', message: problem.message, ...(problem.next !== undefined && { next: problem.next }) } })
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
    addFiles(desk: DeskId, files: readonly File[]): void {
      for (const file of files) {
        const path = pathForFile(file)
        void take(desk, file.name, (signal) => (path === null ? attach(file, signal) : addPath(path, signal)))
      }
    },
    addText: (desk: DeskId, text: string): void => void take(desk, 'Pasted text', (signal) => api.addText({ title: 'Pasted text', text }, { signal })),
    mention: (desk: DeskId, { path, memoId, title }: Mention): void => void take(desk, title, (signal) => api.mention({ path, memoId }, { signal })),
    remove(desk: DeskId, key: string): void {
      const item = desks.of(desk).items.find((each) => each.key === key)
      running.get(key)?.abort()
      desks.drop(desk, key)
      if (item && item.attachmentId !== '' && !item.borrowed) api.remove({ attachmentId: item.attachmentId }).catch(() => {})
    },
  }
}

export type Tray = ReturnType<typeof createTray>
