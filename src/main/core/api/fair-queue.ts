import { AppError } from '../../../contract/errors.ts'

export interface FairQueueDeps {
  /** How many of one kind of work are under way at once. */
  readonly atOnce: (place: string) => number
  /** How many of one client, of all kinds together. */
  readonly atOnceOfOne: () => number
  /** How many of one client may be there, under way or waiting. */
  readonly mostOfOne: () => number
  readonly onChange: () => void
}

/** Where calls wait for an engine. */
export interface FairQueue {
  /** Resolves when it is this call's turn; what it gives is called when the work is done. Rejects RATE_LIMITED at once when too many of this client wait, or with the signal's reason. */
  enter(clientId: string, place: string, signal: AbortSignal): Promise<() => void>
  waiting(): number
}

interface Ticket {
  readonly clientId: string
  readonly admit: () => void
}

/**
 * The next is of the client that has the fewest under way, and of several such of the one that was not served for longest: who asks for
 * much waits for itself. The calls of one client keep their order.
 */
export const createFairQueue = ({ atOnce, atOnceOfOne, mostOfOne, onChange }: FairQueueDeps): FairQueue => {
  const waiting = new Map<string, Map<string, Ticket[]>>()
  const underWay = new Map<string, number>()
  const underWayAt = new Map<string, number>()
  const waitingOf = new Map<string, number>()
  const lastServed = new Map<string, number>()
  let served = 0

  const next = (place: string): Ticket | null => {
    if ((underWayAt.get(place) ?? 0) >= atOnce(place)) return null
    let best: Ticket | null = null
    for (const [clientId, [first]] of waiting.get(place) ?? []) {
      if (first === undefined || (underWay.get(clientId) ?? 0) >= atOnceOfOne()) continue
      if (best === null || isBefore(clientId, best.clientId)) best = first
    }
    return best
  }
  const isBefore = (one: string, other: string): boolean => {
    const fewer = (underWay.get(one) ?? 0) - (underWay.get(other) ?? 0)
    return fewer === 0 ? (lastServed.get(one) ?? 0) < (lastServed.get(other) ?? 0) : fewer < 0
  }

  const remove = (place: string, ticket: Ticket): void => {
    const clients = waiting.get(place)
    const tickets = clients?.get(ticket.clientId)?.filter((each) => each !== ticket) ?? []
    if (tickets.length > 0) clients?.set(ticket.clientId, tickets)
    else clients?.delete(ticket.clientId)
    if (clients?.size === 0) waiting.delete(place)
    add(waitingOf, ticket.clientId, -1)
    forgetIdle(ticket.clientId)
  }
  // Nothing is kept of a client that has nothing here: they come and go for ever.
  const forgetIdle = (clientId: string): void => {
    if (!waitingOf.has(clientId) && !underWay.has(clientId)) lastServed.delete(clientId)
  }

  const serve = (): void => {
    for (const place of waiting.keys())
      for (let ticket = next(place); ticket !== null; ticket = next(place)) {
        served += 1
        lastServed.set(ticket.clientId, served)
        add(underWay, ticket.clientId, 1)
        add(underWayAt, place, 1)
        remove(place, ticket)
        ticket.admit()
      }
  }

  const leave = (place: string, clientId: string): (() => void) => {
    let isGone = false
    return () => {
      if (isGone) return
      isGone = true
      add(underWay, clientId, -1)
      add(underWayAt, place, -1)
      forgetIdle(clientId)
      serve()
      onChange()
    }
  }

  return {
    waiting: () => [...waitingOf.values()].reduce((sum, count) => sum + count, 0),
    enter: (clientId, place, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason as Error)
        if ((underWay.get(clientId) ?? 0) + (waitingOf.get(clientId) ?? 0) >= mostOfOne())
          return reject(new AppError('RATE_LIMITED', 'Too many requests of this app wait already.', { next: 'Ask again when some of them are answered, or raise api.maxWaiting in the settings.' }))
        const onAbort = (): void => {
          remove(place, ticket)
          onChange()
          reject(signal.reason as Error)
        }
        const ticket: Ticket = {
          clientId,
          admit: () => {
            signal.removeEventListener('abort', onAbort)
            resolve(leave(place, clientId))
          },
        }
        signal.addEventListener('abort', onAbort, { once: true })
        const clients = waiting.get(place) ?? new Map<string, Ticket[]>()
        waiting.set(place, clients)
        clients.set(clientId, [...(clients.get(clientId) ?? []), ticket])
        add(waitingOf, clientId, 1)
        // Who comes anew comes after those who wait: coming back each time would otherwise mean to go first each time.
        if (!lastServed.has(clientId)) lastServed.set(clientId, served)
        serve()
        onChange()
      }),
  }
}

const add = (counts: Map<string, number>, key: string, change: 1 | -1): void => {
  const count = (counts.get(key) ?? 0) + change
  if (count === 0) counts.delete(key)
  else counts.set(key, count)
}
