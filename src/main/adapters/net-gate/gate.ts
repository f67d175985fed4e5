import { type AddressRange } from '../../core/lib/addresses.ts'
import type { Clock, Gate, HttpDraft, LedgerStore, Log, Permit, SendOptions } from '../../core/ports/index.ts'
import { findObjection, sha256Of } from './check-permit.ts'
import type { SocketLeave } from './connect.ts'
import { createConnections } from './connections.ts'
import { type Exchange, type GateLimits, startExchange } from './exchange.ts'
import { hostCloses, ledgerFailed, localOnly, notPermitted, stoppedByLocalOnly } from './failures.ts'
import { openRow, refusedRow } from './rows.ts'

const HEAD_MS = 120_000

export const DEFAULT_GATE_LIMITS: GateLimits = { silentMs: 120_000, totalMs: 1_800_000, responseBytes: 512 * 1024 * 1024 }

export interface GateDeps {
  /** Whether core/routing made this very permit. */
  readonly isIssued: (permit: Permit) => boolean
  readonly begin: LedgerStore['begin']
  readonly finish: LedgerStore['finish']
  /** What the person calls their network; asked anew for each request. */
  readonly networkRanges: () => readonly AddressRange[]
  /** The guard's leave, lent to nobody else. */
  readonly leave: SocketLeave
  readonly clock: Clock
  readonly log: Log
  readonly limits?: Partial<GateLimits>
  /** Authorities trusted besides Node's own, as PEM. */
  readonly authorities?: readonly string[]
}

/** Makes the only way out: see the port. */
export const createGate = (deps: GateDeps): Gate => {
  const { clock, log } = deps
  const limits = { ...DEFAULT_GATE_LIMITS, ...deps.limits }
  const connections = createConnections({ leave: deps.leave, silentMs: limits.silentMs })
  const underway = new Set<Exchange>()
  let isShut = false
  let isClosed = false

  const refuse = (permit: Permit, draft: HttpDraft, { onRecorded }: SendOptions, why: string, rule: string, outcome: 'kept' | 'blocked'): void => {
    log.warn('gate.refused', { rule })
    try {
      const seq = deps.begin(refusedRow(permit, draft, { atMs: clock.now(), bodySha256: sha256Of(draft.body), isIssued: deps.isIssued(permit), why, rule, outcome }), null)
      onRecorded?.(seq, outcome)
    } catch (error) {
      // It is refused all the same; that the record fails is told by the next request that may go.
      log.error('gate.no-record', error)
    }
  }

  const begin = (permit: Permit, draft: HttpDraft): number => {
    try {
      return deps.begin(openRow(permit, draft, clock.now()), draft.body)
    } catch (error) {
      throw ledgerFailed(error)
    }
  }

  // Up to the record nothing is awaited: what was checked cannot change before it is written down.
  const start = (permit: Permit, draft: HttpDraft, options: SendOptions): Exchange => {
    const secrets = options.secrets ?? {}
    if (isClosed) throw hostCloses()
    if (isShut) {
      refuse(permit, draft, options, 'Local only is on.', 'local-only', 'kept')
      throw localOnly()
    }
    const objection = findObjection(permit, draft, { secretNames: Object.keys(secrets), nowMs: clock.now(), isIssued: deps.isIssued })
    if (objection !== null) {
      refuse(permit, draft, options, `The gate refused it: ${objection}`, 'gate', 'blocked')
      throw notPermitted(objection)
    }
    options.signal.throwIfAborted()
    const { hostname, protocol, port } = new URL(draft.url)
    const tls = protocol === 'https:'
    const seq = begin(permit, draft)
    options.onRecorded?.(seq, 'open')
    const exchange = startExchange({
      connections,
      limits: { ...limits, ...options.limits },
      monotonic: clock.monotonic,
      finish: (end) => {
        log.info('gate.ended', { seq, outcome: end.outcome, status: end.status, bytesOut: end.bytesOut, bytesIn: end.bytesIn, durationMs: Math.round(end.durationMs) })
        deps.finish(seq, end)
      },
      way: { hostname, tls, port: port === '' ? (tls ? 443 : 80) : Number(port), zone: permit.zone, networkRanges: deps.networkRanges(), authorities: deps.authorities },
      draft,
      secrets,
      signal: options.signal,
      timeoutMs: options.timeoutMs ?? HEAD_MS,
      usage: options.usage,
    })
    underway.add(exchange)
    void exchange.ended.then(() => underway.delete(exchange))
    return exchange
  }

  const abortAll = (reason: Error): void => {
    connections.drop()
    for (const exchange of underway) exchange.abort(reason)
  }

  return {
    send: async (permit, draft, options) => start(permit, copyOf(draft), options).response,
    shut: () => {
      isShut = true
      abortAll(stoppedByLocalOnly())
    },
    open: () => {
      isShut = false
    },
    close: async () => {
      isClosed = true
      const last = [...underway].map(({ ended }) => ended)
      abortAll(hostCloses())
      await Promise.all(last)
    },
  }
}

/** What is checked, recorded and sent is this one copy, whatever becomes of the caller's. */
const copyOf = ({ method, url, headers, body }: HttpDraft): HttpDraft => ({ method, url, headers: { ...headers }, body: body === null ? null : Uint8Array.from(body) })

