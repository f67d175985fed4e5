import { z } from 'zod'

const IdSchema = z.union([z.string().max(200), z.number()])
const RequestSchema = z.object({ id: IdSchema, method: z.string() })
const CancelledSchema = z.object({ method: z.literal('notifications/cancelled'), params: z.object({ requestId: IdSchema }) })

/** Requests that are being answered, so that a word of cancellation finds them: without sessions it comes as a request of its own. */
export interface InFlight {
  /** Notes a request until the returned function is called; other messages are left alone. */
  readonly add: (clientId: string, message: unknown, cancel: () => void) => () => void
  /** Cancels what a message says is to be cancelled. Of two of the same number by one app neither is: which is meant cannot be told. */
  readonly heed: (clientId: string, message: unknown) => void
}

/** Nothing of it outlives its request. */
export const createInFlight = (): InFlight => {
  const cancels = new Map<string, Set<() => void>>()
  const keyOf = (clientId: string, id: string | number): string => JSON.stringify([clientId, id])
  return {
    add: (clientId, message, cancel) => {
      const request = RequestSchema.safeParse(message)
      if (!request.success) return () => {}
      const key = keyOf(clientId, request.data.id)
      const same = cancels.get(key) ?? new Set()
      cancels.set(key, same.add(cancel))
      return () => {
        same.delete(cancel)
        if (same.size === 0) cancels.delete(key)
      }
    },
    heed: (clientId, message) => {
      const cancelled = CancelledSchema.safeParse(message)
      const found = cancelled.success ? cancels.get(keyOf(clientId, cancelled.data.params.requestId)) : undefined
      if (found?.size === 1) for (const cancel of found) cancel()
    },
  }
}
