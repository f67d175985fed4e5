import { PORT_MESSAGE } from '../../contract/wire.ts'
import type { LineEvents, LineSource } from './line.ts'

/** Takes the ports that the preload hands to this page: one at each start of the page or of the host. */
export const takePortLines = ({ onLine, onLost }: Pick<LineEvents, 'onLine' | 'onLost'>): LineSource => {
  let current: MessagePort | null = null

  const take = (event: MessageEvent<unknown>): void => {
    const port = event.ports[0]
    if (event.source !== window || event.data !== PORT_MESSAGE || port === undefined) return
    const before = current
    current = port
    before?.close()
    port.addEventListener('close', () => {
      if (current === port) onLost()
    })
    onLine({
      send: (message) => port.postMessage(message),
      onMessage: (listener) => port.addEventListener('message', ({ data }) => typeof data === 'string' && listener(data)),
      onClose: (listener) => port.addEventListener('close', () => listener(), { once: true }),
      close: () => port.close(),
    })
    // Nothing arrives before this, and oRPC does not do it.
    port.start()
  }
  window.addEventListener('message', take)

  return {
    close: () => {
      window.removeEventListener('message', take)
      current?.close()
      current = null
    },
  }
}
