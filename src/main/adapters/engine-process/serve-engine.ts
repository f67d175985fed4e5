import type { LoadedModel, LoadModel } from '../../core/ports/index.ts'
import { chooseThreads } from './choose-threads.ts'
import { createEventBatch } from './coalesce-events.ts'
import { errorToFailure } from './failures.ts'
import { type EngineBlocked, ToChildSchema, type ToChild, type ToHost } from './messages.ts'
import type { ParentLink } from './parent-link.ts'

/**
 * Runs in the child: loads the model the host asks for and answers its calls; ends the process when the host is gone. What the
 * child's guard refuses is told to the host, which keeps the record.
 */
export const serveEngine = (link: ParentLink, load: LoadModel, onBlocked?: (listener: (blocked: EngineBlocked) => void) => void): void => {
  const post = (message: ToHost): void => link.post(message)
  onBlocked?.((blocked) => post({ type: 'blocked', blocked }))
  let model: LoadedModel | null = null
  const running = new Map<number, AbortController>()

  let beforeBytes = 0
  /** What the model takes of this process; where a graphics processor tells what it keeps, of whichever it is more: it is the same memory on a Mac. */
  const heldBytes = (): number => Math.max(0, process.memoryUsage.rss() - beforeBytes, model?.deviceBytes?.() ?? 0)

  const start = async ({ spec }: ToChild & { type: 'load' }): Promise<void> => {
    post({ type: 'started', pid: process.pid })
    beforeBytes = process.memoryUsage.rss()
    try {
      model = await load({ ...spec, threads: spec.threads === 0 ? chooseThreads() : spec.threads })
      post({
        type: 'ready',
        device: model.device,
        rssBytes: process.memoryUsage.rss(),
        heldBytes: heldBytes(),
        contextTokens: model.contextTokens ?? null,
        sequences: model.sequences ?? 1,
      })
    } catch (error) {
      post({ type: 'broken', failure: errorToFailure(error) })
    }
  }

  const answer = async ({ id, method, params }: ToChild & { type: 'call' }): Promise<void> => {
    const controller = new AbortController()
    running.set(id, controller)
    const batch = createEventBatch((events) => post({ type: 'events', id, events: [...events] }))
    try {
      if (model === null) throw new Error('A call came before the model was loaded.')
      const value = await model.call({ method, params, emit: batch.push, signal: controller.signal })
      batch.flush()
      post({ type: 'result', id, value })
    } catch (error) {
      batch.flush()
      post({ type: 'failure', id, failure: errorToFailure(error) })
    } finally {
      running.delete(id)
    }
  }

  // ⌃C in a terminal goes to the whole group: when an engine ends is for the host to say.
  process.on('SIGINT', () => undefined)
  // `process.exit` waits for native code to finish its window, for minutes perhaps; there is nothing here to be tidied.
  link.onClose(() => process.kill(process.pid, 'SIGKILL'))
  link.onMessage((raw) => {
    const message = ToChildSchema.parse(raw)
    switch (message.type) {
      case 'load':
        void start(message)
        return
      case 'call':
        void answer(message)
        return
      case 'cancel':
        running.get(message.id)?.abort()
        return
      case 'ping': {
        const { user, system } = process.cpuUsage()
        post({ type: 'pong', rssBytes: process.memoryUsage.rss(), heldBytes: heldBytes(), cpuMs: (user + system) / 1000 })
      }
    }
  })
}
