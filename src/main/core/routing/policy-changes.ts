import { AppError } from '../../../contract/errors.ts'
import { DestinationSchema, RuleSchema } from '../../../contract/privacy.ts'
import type { Ask, AskAnswer, PrivacySettings, Rule } from '../../../contract/privacy.ts'
import type { RoutingDeps } from './deps.ts'
import { zoneOf } from './destination.ts'
import { foldName } from './places.ts'
import type { Privacy } from './privacy.ts'
import { isExpired, looseness } from './rules.ts'

export interface PolicyChanges extends Pick<Privacy, 'setCell' | 'addRule' | 'removeRule' | 'addDestination' | 'removeDestination'> {
  /** Writes down what an answer is to be remembered as. */
  readonly remember: (ask: Ask, answer: AskAnswer, signal: AbortSignal) => Promise<void>
}

// A chat that is taken up on another day asks again.
const CHAT_RULE_MS = 24 * 3_600_000

/** Changes of the policy, written into the settings file one after the other. */
export const createPolicyChanges = ({ settings, setSetting, clock }: Pick<RoutingDeps, 'settings' | 'setSetting' | 'clock'>): PolicyChanges => {
  let written: Promise<unknown> = Promise.resolve()
  // Each starts from what the one before left.
  const inTurn = (change: () => Promise<unknown>): Promise<void> => {
    const done = written.then(change)
    written = done.catch(() => undefined)
    return done.then(() => undefined)
  }
  // Chats are many: what was for one of them goes when its time is over.
  const writeRules = (rules: readonly Rule[], signal: AbortSignal): Promise<unknown> =>
    setSetting(
      'privacy.rules',
      rules.filter((rule) => rule.chat === undefined || !isExpired(rule, clock.now())),
      signal,
    )

  return {
    setCell: (origin, zone, verdict, signal) => inTurn(() => setSetting(`privacy.table.${origin}.${zone}`, verdict, signal)),
    addRule: (rule, signal) => inTurn(() => writeRules([...settings().rules, parsed(RuleSchema.safeParse(rule))], signal)),
    removeRule: (index, rule, signal) =>
      inTurn(() => {
        const { rules } = settings()
        if (!isEqual(rules[index], rule)) throw new AppError('CONFLICT', 'The rules have changed meanwhile, so nothing was removed.', { next: 'Look at them again.' })
        return writeRules(rules.toSpliced(index, 1), signal)
      }),
    addDestination: (destination, signal) =>
      inTurn(() => {
        const added = parsed(DestinationSchema.safeParse(destination))
        const { destinations } = settings()
        if (destinations.some(({ name }) => foldName(name) === foldName(added.name))) throw new AppError('CONFLICT', `There is a server named “${added.name}” already.`, { next: 'Give it another name.' })
        if (added.zone !== zoneOf(added, null)) throw new AppError('BAD_REQUEST', added.url === undefined ? 'A server on this Mac or in my network needs its address.' : 'This address is not on this Mac.')
        return setSetting('privacy.destinations', [...destinations, added], signal)
      }),
    removeDestination: (name, signal) =>
      inTurn(async () => {
        const { destinations, rules } = settings()
        if (!destinations.some((each) => each.name === name)) throw new AppError('NOT_FOUND', `There is no server named “${name}”.`)
        // A rule outlives its server otherwise, and lets things go to the next one of that name.
        const left = rules.filter(({ destination }) => destination === undefined || foldName(destination) !== foldName(name))
        if (left.length < rules.length) await writeRules(left, signal)
        return setSetting('privacy.destinations', destinations.filter((each) => each.name !== name), signal)
      }),
    remember: (ask, answer, signal) =>
      inTurn(async () => {
        if (answer === 'keep' || answer === 'once' || ask.origins.length === 0) return
        await writeRules(withAnswer(settings(), ask, answer, clock.now()), signal)
      }),
  }
}

const withAnswer = ({ rules, destinations }: PrivacySettings, { origins, destination, chat, hiddenCount }: Ask, answer: 'chat' | 'always' | 'never', nowMs: number): readonly Rule[] => {
  if (answer === 'never') {
    // "Never send files" ends what was once said of files and one server, or that would still stand above it.
    const inCloud = new Set(destinations.filter((each) => zoneOf(each, each.model ?? null) === 'cloud').map(({ name }) => foldName(name)))
    const left = rules.filter((rule) => !(isOfServer(rule) && inCloud.has(foldName(rule.destination)) && rule.origin !== undefined && origins.includes(rule.origin) && looseness(rule.verdict) > 0))
    return [...left, ...origins.map((origin): Rule => ({ origin, zone: 'cloud', verdict: 'never' }))]
  }
  const verdict = hiddenCount > 0 ? 'redact' : 'allow'
  const forChat = answer === 'chat' && chat !== null ? { chat, until: new Date(nowMs + CHAT_RULE_MS).toISOString() } : {}
  const added = origins.map((origin): Rule => ({ origin, destination, verdict, ...forChat }))
  return [...rules.filter((rule) => !added.some((each) => isEqual({ ...each, until: undefined, verdict: 'ask' }, { ...rule, until: undefined, verdict: 'ask' }))), ...added]
}

const isOfServer = (rule: Rule): rule is Rule & { readonly destination: string } => rule.destination !== undefined && rule.folder === undefined && rule.tag === undefined && rule.person === undefined

const isEqual = (one: Rule | undefined, other: Rule): boolean => one !== undefined && JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))

const sorted = (rule: Rule): readonly (readonly [string, unknown])[] => Object.entries(rule).filter(([, value]) => value !== undefined).sort(([one], [other]) => (one < other ? -1 : 1))

const parsed = <T>(result: { readonly success: true; readonly data: T } | { readonly success: false; readonly error: { readonly issues: readonly { readonly message: string }[] } }): T => {
  if (result.success) return result.data
  throw new AppError('BAD_REQUEST', `This rule or server ${result.error.issues[0]?.message ?? 'is not one that Freehold knows.'}`)
}
