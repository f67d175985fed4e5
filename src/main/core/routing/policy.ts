import { DETAIL_KINDS, VERDICTS, ZONES } from '../../../contract/privacy.ts'
import type { DetailKind, Labels, Origin, PrivacySettings, Reason, Source, Topic, Verdict } from '../../../contract/privacy.ts'
import { foldName } from './places.ts'
import { looseness, rulesInForce, speaksOf, stricter, winnerOf } from './rules.ts'
import type { Moment, PlacedRule, Target } from './rules.ts'
import { cellToWords, hideToWords, ruleToWords, topicToWords } from './words.ts'

/** The part of the settings that decides. */
export type Policy = Pick<PrivacySettings, 'table' | 'rules' | 'raise'>

export interface PolicyVerdict {
  readonly verdict: Verdict
  /** Most telling first; never empty. */
  readonly reasons: readonly Reason[]
  /** Those of them that gave the verdict, for a place where one sentence is to do. */
  readonly telling: readonly Reason[]
  /** Kinds that were found and are to be hidden. */
  readonly hide: readonly DetailKind[]
  /** Origins that ask; empty where something else asks too, so that a rule for them would not end the asking. */
  readonly asking: readonly Origin[]
}

/**
 * What the policy says of content that would go to a target. Each source by its own: a loose rule for one never covers
 * another. What was found in the text only ever makes it stricter. See docs/privacy-policy.md.
 */
export const verdictFor = (labels: Labels, target: Target, policy: Policy, moment: Moment): PolicyVerdict => {
  const inForce = rulesInForce(policy.rules, target, moment)
  const ofContent = inForce.filter(({ rule }) => rule.person === undefined)
  const ofPeople = inForce.filter(({ rule }) => rule.person !== undefined)
  const bySource = labels.sources.map((source) => ({ origin: source.origin, voice: sourceVoice(source, target, policy, ofContent) }))
  const raising = [
    ...labels.sources.flatMap((source) => labels.people.flatMap((name) => personVoice(name, source, ofPeople))),
    ...labels.topics.flatMap((topic) => topicVoice(topic, target, policy)),
    ...(labels.unsure && target.zone !== 'mac' ? [UNSURE] : []),
  ]
  // What is not on the list never leaves: no source, no such zone, no such verdict.
  const voices = bySource.length === 0 || !ZONES.includes(target.zone) ? [UNKNOWN] : [...bySource.map(({ voice }) => voice), ...raising]
  const verdict = voices.map((voice) => (VERDICTS.includes(voice.verdict) ? voice.verdict : 'never')).reduce(stricter, 'allow')
  const hide = toHide(labels, target, policy, verdict)
  const hiding = hide.length > 0 && (verdict === 'allow' || verdict === 'redact') ? [{ words: hideToWords(hide), rule: 'hide' }] : []
  const askedOtherwise = raising.some((voice) => looseness(voice.verdict) <= looseness('ask'))
  return {
    verdict,
    hide,
    reasons: [...toReasons(voices), ...hiding],
    telling: [...toReasons(voices.filter((voice) => looseness(voice.verdict) === looseness(verdict))), ...hiding],
    asking: verdict === 'ask' && !askedOtherwise ? [...new Set(bySource.filter(({ voice }) => voice.verdict === 'ask').map(({ origin }) => origin))] : [],
  }
}

interface Voice extends Reason {
  readonly verdict: Verdict
}

const UNKNOWN: Voice = { verdict: 'never', words: 'No rule allows it', rule: 'unlisted' }
const UNSURE: Voice = { verdict: 'ask', words: 'Its details could not be looked for, so hiding them is not reliable', rule: 'unsure' }

const sourceVoice = (source: Source, { zone }: Target, { table }: Policy, rules: readonly PlacedRule[]): Voice => {
  const winner = winnerOf(rules.filter(({ rule }) => speaksOf(rule, source)))
  if (winner) return ruleVoice(winner)
  const verdict = table[source.origin]?.[zone]
  return verdict === undefined ? UNKNOWN : { verdict, words: cellToWords(source.origin, zone, verdict), rule: `table:${source.origin}.${zone}` }
}

// Speaking of somebody only ever makes a text more private: a loose rule for one person says nothing of the rest of it.
const personVoice = (name: string, source: Source, rules: readonly PlacedRule[]): readonly Voice[] => {
  const winner = winnerOf(rules.filter(({ rule }) => rule.person !== undefined && foldName(rule.person) === foldName(name) && speaksOf(rule, source)))
  return winner ? [ruleVoice(winner)] : []
}

const ruleVoice = ({ rule, index }: PlacedRule): Voice => ({ verdict: rule.verdict, words: `Rule ${ruleToWords(rule)}`, rule: `rule:${index}` })

const topicVoice = (topic: Topic, { zone }: Target, { raise, table }: Policy): readonly Voice[] => {
  if (zone === 'mac' || (zone === 'network' && topic !== 'health')) return []
  const raised = raise.topics[topic]
  const own = table.health.network
  // A server at home holds health no looser than the table's own row for it, unless the topic is not to matter at all.
  const verdict = zone === 'cloud' ? raised : looseness(own) > looseness(raised) ? own : raised
  return verdict === 'allow' ? [] : [{ verdict, words: topicToWords(topic, zone, verdict), rule: `topic:${topic}` }]
}

const toHide = ({ details }: Labels, { zone }: Target, { raise }: Policy, verdict: Verdict): readonly DetailKind[] => {
  if (verdict !== 'allow') return DETAIL_KINDS.filter((kind) => details.includes(kind))
  return zone === 'cloud' ? DETAIL_KINDS.filter((kind) => details.includes(kind) && raise.hide.includes(kind)) : []
}

// Strictest first; of equal ones the person's own rules, then the table, then what was found.
const toReasons = (voices: readonly Voice[]): readonly Reason[] => {
  const rank = ({ verdict, rule }: Voice): number => looseness(verdict) * 4 + (rule.startsWith('rule:') ? 0 : rule.startsWith('table:') ? 1 : rule.startsWith('topic:') ? 2 : 3)
  const ordered = voices.toSorted((one, other) => rank(one) - rank(other))
  return [...new Map(ordered.map(({ words, rule }) => [rule, { words, rule }])).values()]
}
