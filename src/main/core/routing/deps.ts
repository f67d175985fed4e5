import type { PrivacySettings } from '../../../contract/privacy.ts'
import type { Clock, DetectDetails, DetectTopics, Gate, LedgerStore, Person, Redacted } from '../ports/index.ts'
import type { LocalModel } from './decide.ts'

export interface RoutingDeps {
  /** `privacy:` as it stands: while the file has mistakes, the last good one. */
  readonly settings: () => PrivacySettings
  readonly setSetting: (path: string, value: unknown, signal: AbortSignal) => Promise<unknown>
  readonly areSettingsReadable: () => boolean
  readonly isLedgerWritable: () => boolean
  /** Each is told a listener that looks at everything again: settings, ledger, credentials. */
  readonly sources: readonly ((listener: () => void) => () => void)[]
  readonly detect: DetectDetails
  readonly detectTopics: DetectTopics
  /** The vault's people list, so that a short name and a long one become the same pseudonym. */
  readonly people: () => readonly Person[]
  readonly local: () => LocalModel
  readonly gate: Pick<Gate, 'send' | 'shut' | 'open'>
  readonly record: LedgerStore['begin']
  readonly finishRecord: LedgerStore['finish']
  readonly useCredential: (name: string, feature: string, signal: AbortSignal) => Promise<Redacted>
  readonly knownCredentials: () => readonly string[]
  readonly clock: Clock
  readonly newId: () => string
  /** Hex. */
  readonly sha256: (bytes: Uint8Array) => string
}
