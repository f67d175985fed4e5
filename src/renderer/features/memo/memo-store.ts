import { createStore, type StoreApi } from 'zustand/vanilla'
import type { MemoDetail, MemoId, MemoRow, Segment, Transcript } from '../../../contract/memos.ts'
import type { Api, ShownProblem } from '../../client.ts'

export interface MemoState {
  readonly detail: MemoDetail | null
  readonly transcript: Transcript | null
  /** What came in while it is written down. */
  readonly live: readonly Segment[]
  readonly problem: ShownProblem | null
}

export interface Memo {
  readonly store: StoreApi<MemoState>
  /** Reads everything anew; called at first, and whenever the list tells of a change. */
  refresh(row?: MemoRow): void
  /** Runs a request about this memo and reads it anew; a failure is shown and does not throw. */
  run(request: (signal: AbortSignal) => Promise<unknown>): Promise<void>
  /** Ticks an action, or takes its tick back: on the page at once, and back as it was when the note cannot have it. */
  tick(index: number, done: boolean): Promise<void>
  dismissProblem(): void
  close(): void
}

/** One recording with its words, kept fresh while it is on screen. */
export const createMemo = (api: Api['memos'], memoId: MemoId, problemOf: (error: unknown) => ShownProblem | null): Memo => {
  const store = createStore<MemoState>(() => ({ detail: null, transcript: null, live: [], problem: null }))
  const ours = new AbortController()
  const { signal } = ours
  let loading: Promise<void> | null = null
  let again = false
  let following = false
  // One after the other, and what is read meanwhile is older than what the person sees.
  let ticks = Promise.resolve()
  let ticking = 0

  const fail = (error: unknown): void => {
    const problem = signal.aborted ? null : problemOf(error)
    if (problem) store.setState({ problem })
  }

  const showActions = (change: (actions: MemoDetail['actions']) => MemoDetail['actions']): void =>
    store.setState(({ detail }) => ({ detail: detail && { ...detail, actions: change(detail.actions) } }))

  const load = async (): Promise<void> => {
    const detail = await api.get({ memoId }, { signal })
    const shown = detail.versions.find((version) => version.shown) ?? null
    store.setState((before) => ({ detail: ticking > 0 && before.detail ? { ...detail, actions: before.detail.actions } : detail }))
    if (shown) {
      const transcript = await api.transcript({ memoId, versionId: shown.versionId }, { signal })
      store.setState({ transcript })
    }
    if (detail.row.state === 'working') void follow()
  }

  const follow = async (): Promise<void> => {
    if (following) return
    following = true
    store.setState({ live: [] })
    try {
      for await (const { row, newSegments } of await api.live({ memoId }, { signal })) {
        store.setState(({ detail, live }) => ({ detail: detail && { ...detail, row }, live: newSegments.length > 0 ? [...live, ...newSegments] : live }))
      }
    } catch (error) {
      fail(error)
    }
    following = false
    if (!signal.aborted) refresh()
  }

  const refresh = (row?: MemoRow): void => {
    const known = store.getState().detail?.row
    // Progress comes by the live stream; only what changes the page's content is worth a read.
    if (row && known && row.state === 'working' && known.state === 'working') return
    if (loading) {
      again = true
      return
    }
    loading = load()
      .catch(fail)
      .finally(() => {
        loading = null
        if (!again) return
        again = false
        refresh()
      })
  }

  return {
    store,
    refresh,
    async run(request) {
      try {
        await request(signal)
        store.setState({ problem: null })
        refresh()
      } catch (error) {
        fail(error)
      }
    },
    async tick(index, done) {
      const action = store.getState().detail?.actions[index]
      if (!action) return
      showActions((actions) => actions.with(index, { ...action, done }))
      ticking += 1
      ticks = ticks.then(async () => {
        try {
          const { actions } = await api.setAction({ memoId, index, text: action.text, done }, { signal })
          ticking -= 1
          if (ticking === 0) showActions(() => actions)
        } catch (error) {
          ticking -= 1
          showActions((actions) => actions.map((each, at) => (at === index && each.text === action.text ? action : each)))
          fail(error)
          refresh()
        }
      })
      await ticks
    },
    dismissProblem: () => store.setState({ problem: null }),
    close: () => ours.abort(),
  }
}
