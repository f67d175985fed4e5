import { type MessagePort, workerData } from 'node:worker_threads'
import { createDetailFinder, type FindDetails } from '../../core/lib/detect/find-details.ts'
import type { Person } from '../../core/ports/index.ts'
import { isPhoneNumber } from './is-phone-number.ts'
import type { FromWorker, ToWorker } from './messages.ts'

/** Answers texts with what is found in them, within the worker thread; `createFinder` is another one in tests only. */
export const serveDetector = (createFinder: (people: readonly Person[]) => FindDetails = (people) => createDetailFinder({ people, isPhoneNumber })): void => {
  const { port } = workerData as { readonly port: MessagePort }
  const post = (message: FromWorker): void => port.postMessage(message)
  let find = createFinder([])
  port.on('message', (message: ToWorker) => {
    if (message.type === 'people') {
      find = createFinder(message.people)
      return
    }
    const { id, text } = message
    try {
      const { details, people } = find(text)
      post({ type: 'found', id, details: [...details], people: [...people] })
    } catch {
      // The error may carry the text: it stays here.
      post({ type: 'failed', id })
    }
  })
  post({ type: 'ready' })
}
