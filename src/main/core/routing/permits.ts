import type { Labels, Zone } from '../../../contract/privacy.ts'
import type { Clock, HttpDraft, Permit } from '../ports/index.ts'

export interface PermitDeps {
  readonly clock: Pick<Clock, 'now'>
  readonly newId: () => string
  /** Hex. */
  readonly sha256: (bytes: Uint8Array) => string
}

/** What leave is given for. */
export interface PermitRequest {
  readonly feature: string
  readonly purpose: string
  readonly destination: string
  readonly provider: string | null
  readonly model: string | null
  readonly zone: Zone
  readonly labels: Labels
  readonly why: string
  readonly rule: string
  readonly hiddenCount: number
  readonly draft: HttpDraft
  readonly secretHeaders: readonly string[]
  /** It ends no later than this, whatever its own time: a rule it stands on has an end. */
  readonly endsAtMs: number
}

export interface Permits {
  readonly issue: (request: PermitRequest) => Permit
  /** Whether this very object was issued and has force: not a copy of it, not one that ended, not one taken back. */
  readonly isIssued: (permit: Permit) => boolean
  /** Takes back all that were given. */
  readonly revokeAll: () => void
}

/** Within this time a retry with the same bytes needs no new leave. */
export const PERMIT_LIFE_MS = 60_000

/** Gives leave: the only place where a permit is made. */
export const createPermits = ({ clock, newId, sha256 }: PermitDeps): Permits => {
  let issued = new WeakSet<Permit>()
  return {
    issue: ({ draft, secretHeaders, endsAtMs, labels, ...about }) => {
      const permit = freeze({
        ...about,
        permitId: newId(),
        labels: freeze(structuredClone(labels)),
        method: draft.method,
        url: draft.url,
        headerNames: headerNamesOf(draft, secretHeaders),
        bodySha256: draft.body === null ? null : sha256(draft.body),
        expiresAtMs: Math.min(clock.now() + PERMIT_LIFE_MS, endsAtMs),
        // The brand is a type and no value: nobody else can write it down.
      }) as unknown as Permit
      issued.add(permit)
      return permit
    },
    isIssued: (permit) => issued.has(permit) && clock.now() < permit.expiresAtMs,
    revokeAll: () => {
      issued = new WeakSet()
    },
  }
}

/** Names of a request's headers as a permit has them: lower case, sorted, those of secret ones included. */
export const headerNamesOf = (draft: HttpDraft, secretHeaders: readonly string[]): readonly string[] =>
  [...new Set([...Object.keys(draft.headers), ...secretHeaders].map((name) => name.toLowerCase()))].sort()

const freeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) freeze(inner)
    Object.freeze(value)
  }
  return value
}
