import type { EngineCall } from '../../core/ports/index.ts'

export interface QueuedCall {
  readonly order: EngineCall['order']
  /** Whether the child holds enough for it as it is; asked when its turn may come. */
  readonly fits: () => boolean
  readonly work: () => Promise<void>
}

export interface CallQueue {
  add(call: QueuedCall): void
  /** Calls that wait or run. */
  size(): number
  /** Looks again whether a call may start, after what it depends on has changed. */
  look(): void
  /** Resolves when nothing waits or runs. */
  drained(): Promise<void>
}

/**
 * The order in which calls to one model run. Urgent ones go first, the others as they came; one at a time, but for those that are
 * `together`, which join others of their kind. What waits in front is not passed by, so that neither kind starves.
 */
export const createCallQueue = (deps: { readonly mostTogether: () => number; readonly onDone: () => void }): CallQueue => {
  const waiting: QueuedCall[] = []
  let running: 'none' | 'alone' | 'together' = 'none'
  let runs = 0
  let isSorting = false
  let whenDrained: (() => void)[] = []

  const next = (): QueuedCall | null => {
    const urgent = waiting.findIndex(({ order }) => order === 'urgent' || order === 'beside')
    const call = waiting[Math.max(0, urgent)]
    if (call === undefined) return null
    const joins = call.order === 'together' && running === 'together' && runs < deps.mostTogether() && call.fits()
    if (runs > 0 && !joins) return null
    waiting.splice(Math.max(0, urgent), 1)
    return call
  }

  const look = (): void => {
    for (let call = next(); call !== null; call = next()) start(call)
    if (runs > 0) return
    for (const resolve of whenDrained) resolve()
    whenDrained = []
  }

  const start = ({ order, work }: QueuedCall): void => {
    runs += 1
    running = order === 'together' ? 'together' : 'alone'
    const done = (): void => {
      runs -= 1
      if (runs === 0) running = 'none'
      deps.onDone()
      look()
    }
    work().then(done, done)
  }

  return {
    add: (call) => {
      waiting.push(call)
      if (isSorting) return
      isSorting = true
      // What is called in one breath is sorted before the first of it starts.
      queueMicrotask(() => {
        isSorting = false
        look()
      })
    },
    size: () => waiting.length + runs,
    look,
    drained: () => (waiting.length + runs === 0 ? Promise.resolve() : new Promise((resolve) => whenDrained.push(resolve))),
  }
}
