import type { Origin, PolicyTable, Verdict, Zone } from '../../../contract/privacy.ts'
import type { IconName } from '../../ui/icon.tsx'
import { ORIGIN_WORDS } from '../../words/origin-words.ts'

/** From the strictest to the loosest, each with its key. The contract's own list would bring its schemas into the page. */
export const VERDICT_WORDS: readonly { readonly verdict: Verdict; readonly word: string; readonly icon: IconName; readonly key: string }[] = [
  { verdict: 'never', word: 'Never', icon: 'minus', key: 'n' },
  { verdict: 'ask', word: 'Ask', icon: 'q', key: 'a' },
  { verdict: 'redact', word: 'Redact', icon: 'veil', key: 'r' },
  { verdict: 'allow', word: 'Allow', icon: 'check', key: 'l' },
]

/** The word and drawing of a verdict. */
export const verdictWords = (verdict: Verdict) => VERDICT_WORDS[looseness(verdict)] ?? { verdict, word: verdict, icon: 'minus' as const, key: '' }

const looseness = (verdict: Verdict): number => VERDICT_WORDS.findIndex((each) => each.verdict === verdict)

/** Whether `next` lets more pass than `now`. */
export const isLooser = (next: Verdict, now: Verdict): boolean => looseness(next) > looseness(now)

export interface PolicyRow {
  readonly key: string
  readonly label: string
  readonly icon: IconName
  /** Set together; all of them have the same verdicts. */
  readonly origins: readonly Origin[]
  readonly cells: Readonly<Record<Zone, Verdict>>
}

const ALONE: readonly Origin[] = ['memo', 'capture', 'note', 'file', 'chat', 'mail', 'calendar', 'health']

/** The table's rows. Web and feeds are one while they agree; tools show up once something of them may leave. */
export const policyRows = (table: PolicyTable): readonly PolicyRow[] => {
  const row = (origin: Origin): PolicyRow => ({ key: origin, label: ORIGIN_WORDS[origin].many, icon: ORIGIN_WORDS[origin].icon, origins: [origin], cells: table[origin] })
  const agree = (['mac', 'network', 'cloud'] as const).every((zone) => table.feed[zone] === table.web[zone])
  const outside: readonly PolicyRow[] = agree ? [{ ...row('web'), label: 'Web and feeds', origins: ['feed', 'web'] }] : [row('web'), row('feed')]
  const tools = table.tool.network === 'never' && table.tool.cloud === 'never' ? [] : [row('tool')]
  return [...ALONE.map(row), ...outside, ...tools]
}

const where = (zone: Zone, place: string): string => ({ mac: `the models on ${place}`, network: 'your network', cloud: 'the cloud' })[zone]

/** One sentence that says what a looser verdict changes. */
export const looserSentence = (label: string, zone: Zone, verdict: Verdict, place: string): string => {
  const to = where(zone, place)
  if (zone === 'mac') return verdict === 'ask' ? `${label}: ${to} then read them each time after you said yes.` : `${label}: ${to} then read them without asking.`
  const sentences: Readonly<Record<Verdict, string>> = {
    never: '',
    ask: `${label} can then go to ${to}, each time after you said yes.`,
    redact: `${label} then go to ${to} without asking, with the details hidden that are found.`,
    allow: `${label} then go to ${to} without asking. What a rule forbids still stays.`,
  }
  // “Typed chat”, “Mail”, “Calendar” and “Health” are one thing, the others many.
  return label.endsWith('s') ? sentences[verdict] : sentences[verdict].replace(' then go ', ' then goes ')
}

/** The button that makes it so. */
export const looserButton = (verdict: Verdict): string => ({ never: 'Never', ask: 'Ask each time', redact: 'Let it go, redacted', allow: 'Let it go' })[verdict]
