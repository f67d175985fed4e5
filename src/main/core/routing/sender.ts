import { AppError } from '../../../contract/errors.ts'
import type { AskAnswer, AskId, Destination, Reason, Zone } from '../../../contract/privacy.ts'
import { redact } from '../lib/redacted.ts'
import type { HttpDraft, Permit, Redacted, SendDraft, SendOptions } from '../ports/index.ts'
import type { Asks } from './asks.ts'
import { assertHidden } from './assert-hidden.ts'
import type { RoutingDeps } from './deps.ts'
import { isAt, SECRET_HEADERS, zoneOf } from './destination.ts'
import type { Keep } from './keep.ts'
import { noLabels } from './labels.ts'
import { headerNamesOf } from './permits.ts'
import type { Permits } from './permits.ts'
import { verdictFor } from './policy.ts'
import type { PolicyVerdict } from './policy.ts'
import { toQuestion } from './question.ts'
import { refusalOf } from './refusal.ts'
import type { Routed } from './route.ts'
import type { Standing } from './standing.ts'
import { joinSentences } from './words.ts'

export interface SenderRequest {
  readonly feature: string
  readonly purpose: string
  readonly onAsking?: ((askId: AskId) => void) | undefined
  /** Each row of the record that this makes: tries, retries and what was kept. */
  readonly onRecorded?: SendOptions['onRecorded']
  /** The person's yes, in a sentence, before what it was given for is sent. */
  readonly onYes?: ((words: string) => void) | undefined
}

export interface SenderDeps extends Pick<RoutingDeps, 'gate' | 'useCredential' | 'clock' | 'sha256'> {
  readonly standing: Standing
  readonly permits: Permits
  readonly asks: Asks
  readonly keep: Keep
}

/** Sends what was routed, once the policy or the person says so at that moment; throws KEPT_HERE otherwise, and records it. */
export const createSender = (deps: SenderDeps) => {
  const { gate, permits, asks, keep, standing, clock, sha256 } = deps

  return (routed: Routed, { feature, purpose, onAsking = () => {}, onRecorded = () => {}, onYes = () => {} }: SenderRequest): SendDraft => {
    const name = routed.destination?.name ?? ''
    let given: Permit | null = null
    // A yes is for these very bytes, and ends with the leave that was given for them.
    let yes: { readonly bodySha256: string | null; readonly answer: AskAnswer; readonly untilMs: number } | null = null

    return async (sdkDraft, { signal, usage }) => {
      const bodySha256 = sdkDraft.body === null ? null : sha256(sdkDraft.body)
      const refuse = (reasons: readonly Reason[]): never => {
        const destination = standing.find(name) ?? routed.destination
        const seq = keep({ feature, purpose, destination: name, zone: destination ? zoneOf(destination, routed.model) : 'cloud', provider: destination?.provider ?? null, model: routed.model, labels: routed.labels, reasons, hiddenCount: routed.hiddenCount, method: sdkDraft.method, url: urlOf(sdkDraft.url), bodySha256 })
        if (seq !== null) onRecorded(seq, 'kept')
        throw refusalOf(reasons)
      }
      const hasYes = (): boolean => yes !== null && yes.bodySha256 === bodySha256 && clock.now() < yes.untilMs
      const look = (): Look => lookAgain(deps, routed, name, sdkDraft.url, refuse)

      signal.throwIfAborted()
      let now = look()
      const draft = withoutSecret(sdkDraft, now.destination)
      checkHidden(draft, routed, refuse)
      for (; needsYes(routed, now) && !hasYes(); now = look()) {
        const question = toQuestion(routed, feature, name, now.zone, now.verdict, draft, bodySha256 ?? '')
        const answer = await asks.ask({ ...question, review: () => review(deps, routed, name, sdkDraft.url) }, onAsking, signal)
        if (answer === 'keep' || answer === 'never') return refuse([{ words: answer === 'never' ? 'You said never' : standing.shut()?.words ?? 'You kept it here', rule: 'answer' }, ...now.verdict.telling])
        if (answer !== 'ruled') yes = { bodySha256, answer, untilMs: Number.POSITIVE_INFINITY }
      }

      const secrets = await secretsFor(deps, now.destination, feature, signal)
      // The keychain may have asked the person something: look once more, and from here on nothing waits.
      const { destination, zone, verdict } = look()
      if (needsYes(routed, { zone, verdict }) && !hasYes()) return refuse(MEANWHILE)
      const secretHeaders = Object.keys(secrets)
      if (given === null || !permits.isIssued(given) || !isSame(given, draft, secretHeaders, bodySha256)) {
        given = permits.issue({
          feature,
          purpose,
          destination: name,
          provider: destination.provider,
          model: routed.model,
          zone,
          labels: routed.labels,
          why: `${joinSentences(verdict.telling.slice(0, 2).map(({ words }) => words))}${yes && hasYes() ? ` ${yesToWords(yes.answer)}.` : ''}`,
          rule: verdict.telling[0]?.rule ?? 'unlisted',
          hiddenCount: routed.hiddenCount,
          draft,
          secretHeaders,
          endsAtMs: standing.nextEndMs(),
        })
        if (yes && hasYes()) yes = { ...yes, untilMs: given.expiresAtMs }
      }
      if (yes && hasYes()) onYes(yesToWords(yes.answer))
      return gate.send(given, draft, { signal, secrets, onRecorded, ...(usage ? { usage } : {}) })
    }
  }
}

/** Sends requests that hold nothing of the person's: which models there are, whether a key is taken. */
export const createPlainSender = ({ gate, permits, keep, standing, useCredential }: SenderDeps) => {
  return (name: string, { feature, purpose }: Pick<SenderRequest, 'feature' | 'purpose'>): SendDraft =>
    async (sdkDraft, { signal, usage }) => {
      const found = standing.find(name)
      const about = { feature, purpose, destination: name, zone: found ? zoneOf(found, null) : ('cloud' as const), provider: found?.provider ?? null, model: null, labels: noLabels, hiddenCount: 0 }
      const shut = standing.shut() ?? (found ? null : noDestination(name))
      if (!found || shut) {
        const reasons = [shut ?? noDestination(name)]
        keep({ ...about, reasons, method: sdkDraft.method, url: urlOf(sdkDraft.url), bodySha256: null })
        throw refusalOf(reasons)
      }
      if (sdkDraft.body !== null || sdkDraft.method !== 'GET' || !isAt(found, sdkDraft.url)) throw new AppError('NOT_PERMITTED', 'This request is not what leave was asked for, so it was not sent.')
      const draft = withoutSecret(sdkDraft, found)
      const secrets = await secretsFor({ useCredential }, found, feature, signal)
      const late = standing.shut()
      if (late) throw refusalOf([late])
      const permit = permits.issue({ ...about, why: 'You added this server. Nothing of yours is in it.', rule: 'destination', draft, secretHeaders: Object.keys(secrets), endsAtMs: Number.POSITIVE_INFINITY })
      return gate.send(permit, draft, { signal, secrets, ...(usage ? { usage } : {}) })
    }
}

interface Look {
  readonly destination: Destination
  readonly zone: Zone
  readonly verdict: PolicyVerdict
}

const YES_WORDS: Readonly<Record<AskAnswer, string>> = { once: 'once', chat: 'for this chat', always: 'always', keep: '', never: '' }
const yesToWords = (answer: AskAnswer): string => `You said yes, ${YES_WORDS[answer]}`
const MEANWHILE: readonly Reason[] = [{ words: 'What may leave was changed meanwhile', rule: 'changed' }]
const noDestination = (name: string): Reason => ({ words: `No model server is named “${name}”`, rule: 'no-destination' })

// Everything that can have changed since the decision, as it is now.
const lookAgain = ({ standing, clock }: Pick<SenderDeps, 'standing' | 'clock'>, routed: Routed, name: string, url: string, refuse: (reasons: readonly Reason[]) => never): Look => {
  const shut = standing.shut()
  if (shut) return refuse([shut])
  const destination = standing.find(name)
  if (!destination || routed.decision.destination !== name || routed.decision.where === 'refuse') return refuse([noDestination(name)])
  if (!isAt(destination, url)) return refuse([{ words: `The request was for another place than ${name}`, rule: 'zone' }])
  const zone = zoneOf(destination, routed.model)
  const verdict = verdictFor(routed.labels, { name, zone }, standing.settings(), { nowMs: clock.now(), chat: routed.chat })
  if (verdict.verdict === 'never') return refuse(verdict.telling)
  if (verdict.hide.some((kind) => !routed.decision.hide.includes(kind))) return refuse(MEANWHILE)
  return { destination, zone, verdict }
}

// Auto offers the cloud and never takes it, whatever the table says.
const needsYes = ({ mode }: Routed, { zone, verdict }: Pick<Look, 'zone' | 'verdict'>): boolean => verdict.verdict === 'ask' || (mode === 'auto' && zone === 'cloud')

const review = (deps: SenderDeps, routed: Routed, name: string, url: string): 'keep' | 'ruled' | null => {
  try {
    const look = lookAgain(deps, routed, name, url, (reasons) => {
      throw refusalOf(reasons)
    })
    return needsYes(routed, look) ? null : 'ruled'
  } catch {
    return 'keep'
  }
}

const checkHidden = ({ body }: HttpDraft, { map }: Routed, refuse: (reasons: readonly Reason[]) => never): void => {
  try {
    if (body) assertHidden(body, map)
  } catch (error) {
    refuse([{ words: error instanceof AppError ? error.message : 'It could not be found out whether all is hidden', rule: 'hide' }])
  }
}

const secretsFor = async ({ useCredential }: Pick<SenderDeps, 'useCredential'>, { credential, provider }: Destination, feature: string, signal: AbortSignal): Promise<Readonly<Record<string, Redacted>>> => {
  if (credential === undefined) return {}
  const key = await useCredential(credential, feature, signal)
  const { name, prefix } = SECRET_HEADERS[provider]
  return { [name]: prefix === '' ? key : redact(`${prefix}${key.reveal()}`) }
}

// An SDK that insists on a key is given a made-up one; it goes no further than here.
const withoutSecret = (draft: HttpDraft, { provider }: Destination): HttpDraft => ({
  ...draft,
  headers: Object.fromEntries(Object.entries(draft.headers).filter(([name]) => name.toLowerCase() !== SECRET_HEADERS[provider].name)),
})

const isSame = (permit: Permit, draft: HttpDraft, secretHeaders: readonly string[], bodySha256: string | null): boolean =>
  permit.method === draft.method && permit.url === draft.url && permit.bodySha256 === bodySha256 && permit.headerNames.join('\n') === headerNamesOf(draft, secretHeaders).join('\n')

/** An address as far as it can be read. */
export const urlOf = (url: string): URL | null => (URL.canParse(url) ? new URL(url) : null)
