import { AppError } from '../../../contract/errors.ts'
import type { ErrorCode } from '../../../contract/errors.ts'
import type { ApiDoor, Denied, StoredApiClient } from '../ports/index.ts'
import { THIS_COMPUTER } from './clients.ts'
import type { Clients } from './clients.ts'
import type { LocalApiDeps } from './deps.ts'
import { createRecentRequests } from './recent-requests.ts'
import type { RecentRequests } from './recent-requests.ts'

export interface Admissions {
  readonly admit: ApiDoor['admit']
  /** Requests of one client that are being answered or wait. */
  active(clientId: string): number
  /** Ends what a client asked for. */
  end(clientId: string): void
  /** Ends everything, and lets nobody in any more. */
  close(): void
}

interface Admitted {
  readonly clientId: string
  readonly ending: AbortController
}

/** Lets requests in by their token, as many of a client as the settings say. */
export const createAdmissions = ({ settings, clock }: Pick<LocalApiDeps, 'settings' | 'clock'>, clients: Clients, onChange: () => void): Admissions => {
  const admitted = new Set<Admitted>()
  const recentOf = new Map<string, RecentRequests>()
  let isClosed = false
  // Counted as they come and go: to turn one away costs the same, however many are here.
  const activeOf = new Map<string, number>()
  const active = (clientId: string): number => activeOf.get(clientId) ?? 0

  const whoIs = (token: string | null, from: string | null): StoredApiClient | Denied => {
    const client = token === null ? null : clients.findByToken(token)
    if (client !== null) return client
    // Many clients send some word where a token is wanted.
    if (from === null && !settings().needsToken) return clients.named(THIS_COMPUTER, true)
    return token === null
      ? { status: 401, message: 'This needs a token: “Authorization: Bearer …”. Make one under Models, or with “npm run -s freehold -- api add NAME”.' }
      : { status: 401, message: 'This token is not known here. It may have been revoked.' }
  }

  return {
    active,
    admit: ({ token, from, signal }) => {
      if (isClosed || !settings().on) return { status: 503, message: 'The local API is off.' }
      const client = whoIs(token, from)
      if ('status' in client) return client
      const { clientId, name } = client
      const { maxActive, maxWaiting, requestsPerMinute, maxMinutes } = settings()
      if (active(clientId) >= maxActive + maxWaiting) return { status: 429, message: `${name} has ${maxActive + maxWaiting} requests here already, which is the most an app may have.`, retryAfterSeconds: 1 }
      const recent = recentOf.get(clientId) ?? createRecentRequests(clock.monotonic)
      recentOf.set(clientId, recent)
      const tooMany = recent.take(requestsPerMinute)
      if (tooMany !== null) return { status: 429, message: `${name} asked more than ${requestsPerMinute} times within a minute.`, retryAfterSeconds: tooMany.waitSeconds }

      const entry: Admitted = { clientId, ending: new AbortController() }
      const over = new AbortController()
      admitted.add(entry)
      activeOf.set(clientId, active(clientId) + 1)
      clients.noteUse(clientId, from)
      clock.sleep(maxMinutes * 60_000, over.signal).then(
        () => entry.ending.abort(endedBecause('ENGINE_TIMEOUT', `It took longer than the ${maxMinutes} ${maxMinutes === 1 ? 'minute' : 'minutes'} that a request may take.`)),
        () => undefined,
      )
      return {
        caller: { clientId, name },
        signal: AbortSignal.any([signal, entry.ending.signal]),
        end: () => {
          over.abort()
          if (!admitted.delete(entry)) return
          if (active(clientId) > 1) activeOf.set(clientId, active(clientId) - 1)
          else activeOf.delete(clientId)
          onChange()
        },
      }
    },
    end: (clientId) => {
      recentOf.delete(clientId)
      for (const entry of admitted) if (entry.clientId === clientId) entry.ending.abort(endedBecause('NOT_PERMITTED', 'The token of this app was revoked.'))
    },
    close: () => {
      isClosed = true
      for (const { ending } of admitted) ending.abort(endedBecause('OVERLOADED', 'Freehold is ending.'))
    },
  }
}

/** An abort like any other to those who work; the door finds the sentence in its cause. */
const endedBecause = (code: ErrorCode, message: string): DOMException => Object.assign(new DOMException(message, 'AbortError'), { cause: new AppError(code, message) })
