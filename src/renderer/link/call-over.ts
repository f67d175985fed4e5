import type { ClientLink } from '@orpc/client'
import { StandardRPCLink } from '@orpc/client/standard'
import { ClientPeer } from '@orpc/standard-server-peer'
import { ACK_PREFIX, STREAM_HEADER } from '../../contract/wire.ts'
import { LinkLostError, type Line } from './line.ts'

type NoContext = Record<never, never>

/** Calls and streams over one line. When it is lost, calls and streams under way fail, and none is repeated. */
export const callOver = (line: Line): ClientLink<NoContext> => {
  const peer = new ClientPeer(async (message) => line.send(message))
  line.onMessage((message) => void peer.message(message))
  line.onClose(() => peer.close({ reason: new LinkLostError() }))
  let streamCount = 0

  return new StandardRPCLink<NoContext>(
    {
      call: async (request) => {
        const response = await peer.request(request)
        return { ...response, body: () => Promise.resolve(response.body) }
      },
    },
    {
      url: 'http://orpc',
      clientInterceptors: [
        async ({ next, request, ...options }) => {
          streamCount += 1
          const streamId = String(streamCount)
          const response = await next({ ...options, request: { ...request, headers: { ...request.headers, [STREAM_HEADER]: streamId } } })
          const acknowledge = (): void => line.send(ACK_PREFIX + streamId)
          return {
            ...response,
            body: async () => {
              const body = await response.body()
              return isIterator(body) ? acknowledging(body, acknowledge) : body
            },
          }
        },
      ],
    },
  )
}

/** Tells the host of every item that was read, so that it sends as fast as we read and no faster. */
const acknowledging = <T, R>(source: AsyncIterator<T, R>, acknowledge: () => void): AsyncGenerator<T, R | undefined, void> => {
  const take = async (): Promise<IteratorResult<T, R | undefined>> => {
    const item = await source.next()
    if (!item.done) acknowledge()
    return item
  }
  const end = async (): Promise<IteratorResult<T, R | undefined>> => {
    await source.return?.()
    return { done: true, value: undefined }
  }
  // Not a generator: its `return` would wait behind a `next` that waits for an item which may never come.
  const items: AsyncGenerator<T, R | undefined, void> = {
    next: take,
    return: end,
    throw: async (error) => {
      await end()
      throw error
    },
    [Symbol.asyncIterator]: () => items,
    [Symbol.asyncDispose]: async () => {
      await end()
    },
  }
  return items
}

const isIterator = (value: unknown): value is AsyncIterator<unknown> =>
  typeof value === 'object' && value !== null && 'next' in value && typeof value.next === 'function' && Symbol.asyncIterator in value
