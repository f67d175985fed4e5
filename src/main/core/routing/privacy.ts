import type { AskAnswer, AskId, Destination, Mode, Origin, PrivacyState, Rule, Trial, Verdict, Zone } from '../../../contract/privacy.ts'

/** What the privacy panel may ask and change. */
export interface Privacy {
  state(): PrivacyState
  /** A snapshot at once, then a new one whenever something changed, at most ten a second. */
  changes(signal: AbortSignal): AsyncGenerator<PrivacyState, undefined, void>
  setLocalOnly(on: boolean, signal: AbortSignal): Promise<void>
  setCell(origin: Origin, zone: Zone, verdict: Verdict, signal: AbortSignal): Promise<void>
  addRule(rule: Rule, signal: AbortSignal): Promise<void>
  removeRule(index: number, rule: Rule, signal: AbortSignal): Promise<void>
  addDestination(destination: Destination, signal: AbortSignal): Promise<void>
  removeDestination(name: string, signal: AbortSignal): Promise<void>
  answer(askId: AskId, answer: AskAnswer, signal: AbortSignal): Promise<void>
  tryIt(trial: { readonly text: string; readonly origin: Origin; readonly destination?: string | undefined; readonly mode?: Mode | undefined }, signal: AbortSignal): Promise<Trial>
}

