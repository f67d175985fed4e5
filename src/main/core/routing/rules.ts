import { VERDICTS } from '../../../contract/privacy.ts'
import type { Rule, Source, Verdict, Zone } from '../../../contract/privacy.ts'
import { foldName, folderSteps, isWithin, tagSteps } from './places.ts'

/** Where something would go, as far as rules look at it. */
export interface Target {
  readonly name: string
  readonly zone: Zone
}

/** When and in which conversation. */
export interface Moment {
  readonly nowMs: number
  readonly chat: string | null
}

export interface PlacedRule {
  readonly rule: Rule
  /** Its place in the settings. */
  readonly index: number
}

/** How much a verdict lets through: 0 is `never`. What is unknown lets nothing through. */
export const looseness = (verdict: Verdict): number => Math.max(0, VERDICTS.indexOf(verdict))

/** The stricter of the two. */
export const stricter = (one: Verdict, other: Verdict): Verdict => (looseness(one) <= looseness(other) ? one : other)

/** Whether a rule's time is over. */
export const isExpired = ({ until }: Rule, nowMs: number): boolean => until !== undefined && !(Date.parse(until) > nowMs)

/** The rules that have force for a target at a moment, whatever the content. */
export const rulesInForce = (rules: readonly Rule[], target: Target, { nowMs, chat }: Moment): readonly PlacedRule[] =>
  rules
    .map((rule, index) => ({ rule, index }))
    .filter(
      ({ rule }) =>
        !isExpired(rule, nowMs) &&
        (rule.chat === undefined || rule.chat === chat) &&
        (rule.zone === undefined ? target.zone !== 'mac' : rule.zone === target.zone) &&
        (rule.destination === undefined || foldName(rule.destination) === foldName(target.name)),
    )

/** Whether a rule speaks of a source. Its person is not looked at: that is a matter of the whole text. */
export const speaksOf = ({ origin, folder, tag }: Rule, source: Source): boolean => {
  if (origin !== undefined && origin !== source.origin) return false
  if (folder !== undefined && (source.folder === undefined || !isWithin(folderSteps(source.folder), folderSteps(folder)))) return false
  if (tag === undefined) return true
  const wanted = tagSteps(tag)
  return wanted.length > 0 && (source.tags ?? []).some((each) => isWithin(tagSteps(each), wanted))
}

/**
 * The rule that wins: one that no other is more specific than, and of several such the strictest. Null where there is none.
 * An added `never` therefore never makes anything looser.
 */
export const winnerOf = (rules: readonly PlacedRule[]): PlacedRule | null => {
  const first = rules.filter((placed) => !rules.some((other) => isMoreSpecific(other.rule, placed.rule)))
  return first.reduce<PlacedRule | null>((best, placed) => (best === null || looseness(placed.rule.verdict) < looseness(best.rule.verdict) ? placed : best), null)
}

/**
 * First the place: a folder in the other's folder, a tag below the other's, one that names a place where the other names
 * none. Two places of which neither is in the other are of one rank. In the same place: origin and destination, destination,
 * origin; then a zone that is named; then one chat; then a time.
 */
export const isMoreSpecific = (one: Rule, other: Rule): boolean => {
  if (!isPlacedWithin(one, other)) return false
  if (!isPlacedWithin(other, one)) return true
  const mine = narrowness(one)
  const theirs = narrowness(other)
  const at = mine.findIndex((value, index) => value !== theirs[index])
  return at !== -1 && (mine[at] ?? 0) > (theirs[at] ?? 0)
}

const isPlacedWithin = (one: Rule, other: Rule): boolean =>
  (other.folder === undefined || (one.folder !== undefined && isWithin(folderSteps(one.folder), folderSteps(other.folder)))) &&
  (other.tag === undefined || (one.tag !== undefined && isWithin(tagSteps(one.tag), tagSteps(other.tag))))

const narrowness = ({ destination, origin, zone, chat, until }: Rule): readonly number[] => [
  (destination === undefined ? 0 : 2) + (origin === undefined ? 0 : 1),
  zone === undefined ? 0 : 1,
  chat === undefined ? 0 : 1,
  until === undefined ? 0 : 1,
]
