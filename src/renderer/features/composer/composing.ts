import { createDesks, type DeskId } from './desks.ts'
import { createDrafts } from './drafts.ts'
import { createTray, type TrayDeps } from './tray.ts'
import type { Api } from '../../client.ts'

export interface ComposingDeps extends Omit<TrayDeps, 'desks'> {
  readonly setDraft: Api['chat']['setDraft']
  readonly readDraft: Api['chat']['draft']
  /** Speech to text on this machine; nothing is kept of it. */
  readonly dictate: (speech: Blob, signal: AbortSignal) => Promise<string>
}

/** What is written and attached in each chat; outlives the screens. */
export const createComposing = ({ setDraft, readDraft, dictate, ...rest }: ComposingDeps) => {
  const drafts = createDrafts((input) => setDraft(input))
  const desks = createDesks(drafts)
  // A page that is closed or put aside may not come back.
  window.addEventListener('pagehide', drafts.flushAll)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && drafts.flushAll())
  const tray = createTray({ ...rest, desks })
  let shown: DeskId = 'new'
  return {
    desks,
    tray,
    drafts,
    readDraft,
    dictate,
    problemOf: rest.problemOf,
    /** The desk that is on screen: what falls on the window belongs there. */
    setShown: (id: DeskId): void => {
      shown = id
    },
    takeFiles: (files: readonly File[]): void => tray.addFiles(shown, files),
  }
}

export type Composing = ReturnType<typeof createComposing>
