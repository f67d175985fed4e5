import type { DetailKind, Labels, Origin, Reason, Rule, Zone } from '../../../contract/privacy.ts'
import { labelsOf } from './labels.ts'
import { verdictFor } from './policy.ts'
import type { Policy } from './policy.ts'
import type { ReaderApp } from './release.ts'
import { originToWords } from './words.ts'

/** What policy and the person's former answers say of content and an app. */
export interface Weighed {
  readonly kept: boolean
  readonly needsYes: boolean
  /** Most telling first. */
  readonly telling: readonly Reason[]
  readonly hide: readonly DetailKind[]
  /** Origins for which an answer that is kept would end the asking. */
  readonly rememberable: readonly Origin[]
}

/** Where what an app reads ends up: in the cloud for one that hands it on, whoever it is that asks. */
export const zoneOfApp = ({ now, from }: Pick<ReaderApp, 'now' | 'from'>): Zone => (now()?.forwards === false ? (from === null ? 'mac' : 'network') : 'cloud')

/** What never goes to an app of these origins, a sentence for each. */
export const keptFrom = (app: Pick<ReaderApp, 'name' | 'now' | 'from'>, origins: readonly Origin[], policy: Policy, nowMs: number): readonly string[] =>
  origins.flatMap((origin) => {
    const { kept, telling } = weighFor(app, labelsOf({ origin }, { details: [], people: [] }, null), policy, nowMs)
    return kept && telling[0] ? [telling[0].words] : []
  })

/**
 * By policy alone first: no former yes loosens a `never`, or shows what is to be hidden. Then by what was answered before, which
 * counts as a rule for this app and origin: a folder that asks goes on asking. The app's name has a mark that no server's has,
 * so that a rule for a server is never one for an app of its name.
 */
export const weighFor = (app: Pick<ReaderApp, 'name' | 'now' | 'from'>, labels: Labels, policy: Policy, nowMs: number): Weighed => {
  const known = app.now()
  const zone = zoneOfApp(app)
  const target = { name: `app:${app.name}`, zone }
  const weigh = (allowed: readonly Origin[]) =>
    verdictFor(labels, target, { ...policy, rules: [...policy.rules, ...allowed.map((origin): Rule => ({ origin, destination: target.name, zone, verdict: 'allow' }))] }, { nowMs, chat: null })
  const origins = [...new Set(labels.sources.map(({ origin }) => origin))]
  const refused = origins.find((origin) => known?.grants.some((grant) => grant.origin === origin && !grant.allowed))
  const alone = weigh([])
  const { hide, telling } = alone
  if (alone.verdict === 'never') return { kept: true, needsYes: false, telling, hide, rememberable: [] }
  if (refused !== undefined) return { kept: true, needsYes: false, telling: [{ words: `The person never lets this app read ${originToWords(refused, 2, '').trim()}`, rule: 'grant' }], hide, rememberable: [] }

  const granted = known?.grants.filter(({ allowed }) => allowed).map(({ origin }) => origin) ?? []
  const fresh = zone === 'cloud' ? origins.filter((origin) => !granted.includes(origin)) : []
  const stillAsks = weigh(granted).verdict === 'ask'
  const wouldEnd = known !== null && weigh(origins).verdict !== 'ask'
  return { kept: false, needsYes: stillAsks || fresh.length > 0, telling, hide, rememberable: wouldEnd ? origins.filter((origin) => !granted.includes(origin)) : [] }
}
