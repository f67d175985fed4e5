import type { Destination, PrivacySettings, Reason } from '../../../contract/privacy.ts'
import { LOCAL_ONLY, UNREADABLE, UNWRITABLE } from './decide.ts'
import type { Candidate } from './decide.ts'
import type { RoutingDeps } from './deps.ts'
import { zoneOf } from './destination.ts'

/** How things stand at this moment. */
export interface Standing {
  readonly settings: () => PrivacySettings
  readonly localOnly: () => boolean
  /** Why it is local only although nobody switched it on. */
  readonly forced: () => Reason | null
  /** Why nothing may leave at all; null when something may. */
  readonly shut: () => Reason | null
  readonly find: (name: string) => Destination | null
  readonly candidates: (model: string | null) => readonly Candidate[]
  readonly hasCredential: (destination: Destination) => boolean
  /** When the first of the rules that have force ends. */
  readonly nextEndMs: () => number
}

export const createStanding = (deps: Pick<RoutingDeps, 'settings' | 'areSettingsReadable' | 'isLedgerWritable' | 'knownCredentials' | 'clock'>, isSwitchedOn: () => boolean): Standing => {
  const { settings } = deps
  const localOnly = (): boolean => isSwitchedOn() || settings().localOnly
  const forced = (): Reason | null => (deps.areSettingsReadable() ? (deps.isLedgerWritable() ? null : UNWRITABLE) : UNREADABLE)
  const hasCredential = ({ credential }: Destination): boolean => credential === undefined || deps.knownCredentials().includes(credential)
  return {
    settings,
    localOnly,
    forced,
    shut: () => (localOnly() ? LOCAL_ONLY : forced()),
    find: (name) => settings().destinations.find((each) => each.name === name) ?? null,
    candidates: (model) => settings().destinations.map((each) => ({ name: each.name, zone: zoneOf(each, model ?? each.model ?? null), available: hasCredential(each) })),
    hasCredential,
    nextEndMs: () => {
      const now = deps.clock.now()
      return Math.min(...settings().rules.map(({ until }) => (until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until))).filter((endMs) => endMs > now))
    },
  }
}
