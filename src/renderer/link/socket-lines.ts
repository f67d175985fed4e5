import { SUBPROTOCOL, TOKEN_HEADER, TOKEN_SUBPROTOCOL } from '../../contract/wire.ts'
import type { LineEvents, LineSource } from './line.ts'

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 5000

/** Keeps a WebSocket to the host open: after a loss it is tried again, ever more slowly, and at once when the person looks. */
export const openSocketLines = (pageToken: Promise<string>, { onLine, onLost, onRefused }: LineEvents): LineSource => {
  let retryMs = FIRST_RETRY_MS
  let timer: ReturnType<typeof setTimeout> | undefined
  let socket: WebSocket | null = null
  let closed = false
  let token = ''

  const open = (): void => {
    clearTimeout(timer)
    timer = undefined
    const address = new URL('/rpc', location.href)
    address.protocol = 'ws:'
    address.hash = ''
    const opening = new WebSocket(address, [SUBPROTOCOL, TOKEN_SUBPROTOCOL + token])
    socket = opening
    let opened = false

    opening.addEventListener('open', () => {
      opened = true
      retryMs = FIRST_RETRY_MS
      onLine({
        send: (message) => opening.readyState === WebSocket.OPEN && opening.send(message as string | Uint8Array<ArrayBuffer>),
        onMessage: (listener) => opening.addEventListener('message', ({ data }) => typeof data === 'string' && listener(data)),
        onClose: (listener) => opening.addEventListener('close', listener, { once: true }),
        close: () => opening.close(),
      })
    })
    opening.addEventListener('close', () => {
      if (closed || socket !== opening) return
      onLost()
      void retry(opened)
    })
  }

  // A browser does not say why a socket was not opened: ask over HTTP whether it was our token.
  const retry = async (wasOpen: boolean): Promise<void> => {
    if (!wasOpen && (await isRefused(token))) {
      if (!closed) onRefused()
      return
    }
    if (closed) return
    timer = setTimeout(open, retryMs * (0.75 + Math.random() / 2))
    retryMs = Math.min(LAST_RETRY_MS, retryMs * 2)
  }

  const hurry = (): void => {
    if (timer !== undefined && document.visibilityState === 'visible') open()
  }
  document.addEventListener('visibilitychange', hurry)
  window.addEventListener('focus', hurry)
  void pageToken.then((known) => {
    token = known
    if (!closed) open()
  })

  return {
    close: () => {
      closed = true
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', hurry)
      window.removeEventListener('focus', hurry)
      socket?.close()
    },
  }
}

const isRefused = async (token: string): Promise<boolean> => {
  try {
    const answer = await fetch('/session', { headers: { [TOKEN_HEADER]: token }, cache: 'no-store', signal: AbortSignal.timeout(3000) })
    return answer.status === 401
  } catch {
    return false
  }
}
