import { StandardRPCHandler } from '@orpc/server/standard'
import { createServerPeerHandleRequestFn } from '@orpc/server/standard-peer'
import { ServerPeer } from '@orpc/standard-server-peer'
import { ACK_PREFIX, STREAM_HEADER } from '../../contract/wire.ts'
import type { Log } from '../core/ports/index.ts'
import { createCredits } from './credits.ts'
import { tellingFailures, toWireError } from './failures.ts'
import type { HostRouter } from './router.ts'

/** A two-way line of messages, whatever carries it. */
export interface Wire {
  /** Resolves when the message has left this process, where the carrier can tell: that is the back-pressure. */
  send(message: string | Uint8Array | ArrayBufferLike): void | Promise<void>
  onMessage(listener: (message: string) => void): void
  onClose(listener: () => void): void
  close(): void
}

export interface ServeDeps {
  readonly router: HostRouter
  readonly log: Log
}

/** Calls and streams that may be open at once; a page has a handful, so more is a fault or an attack. */
const MAX_OPEN_CALLS = 256

/** Answers the calls that come over one line until it closes; their signals abort when it does. */
export const serveConnection = (wire: Wire, { router, log }: ServeDeps): void => {
  const credits = createCredits()
  const handler = new StandardRPCHandler(router, {
    interceptors: [
      async ({ next, request }) => {
        const result = await next()
        const streamId = request.headers[STREAM_HEADER]
        if (!result.matched || typeof streamId !== 'string' || !isIterator(result.response.body)) return result
        return { ...result, response: { ...result.response, body: credits.meter(streamId, result.response.body, request.signal) } }
      },
    ],
    clientInterceptors: [
      async ({ next, path }) => {
        const toError = (error: unknown): unknown => toWireError(error, path.join('.'), log)
        try {
          const output = await next()
          return isIterator(output) ? tellingFailures(output, toError) : output
        } catch (error) {
          throw toError(error)
        }
      },
    ],
  })
  const handle = createServerPeerHandleRequestFn(handler, { context: {} })
  const peer = new ServerPeer(async (message) => wire.send(message))
  let openCalls = 0
  let closed = false

  wire.onMessage((message) => {
    if (message.startsWith(ACK_PREFIX)) {
      credits.acknowledge(message.slice(ACK_PREFIX.length))
      return
    }
    if (openCalls >= MAX_OPEN_CALLS) {
      log.warn('rpc.too-many-calls', { openCalls })
      wire.close()
      return
    }
    openCalls += 1
    peer
      .message(message, handle)
      .catch(() => {
        // Not a message of ours, or the line broke while it was answered; what a call throws never comes here.
        if (closed) return
        log.warn('rpc.bad-message', { lengthChars: message.length })
        wire.close()
      })
      .finally(() => {
        openCalls -= 1
      })
  })
  wire.onClose(() => {
    closed = true
    peer.close()
  })
}

const isIterator = (value: unknown): value is AsyncIterator<unknown> =>
  typeof value === 'object' && value !== null && 'next' in value && typeof value.next === 'function' && Symbol.asyncIterator in value
