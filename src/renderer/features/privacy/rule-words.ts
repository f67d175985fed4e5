import type { Rule } from '../../../contract/privacy.ts'
import { dayName, timeOfDay } from '../../words/days.ts'
import { durationInWords } from '../../words/durations.ts'

const DAY_SECONDS = 86_400

/** When a rule ends: `Ends in 42 min`, `Ends Tuesday 24 November, 16:00`, `Until you remove it`. */
export const untilWords = ({ until, chat }: Pick<Rule, 'until' | 'chat'>, now: Date): string => {
  if (until !== undefined) {
    const end = new Date(until)
    const seconds = (end.getTime() - now.getTime()) / 1000
    if (seconds <= 0) return 'Ended; it has no force'
    return seconds < DAY_SECONDS ? `Ends in ${durationInWords(Math.max(60, seconds))}` : `Ends ${dayName(end, now)}, ${timeOfDay(end)}`
  }
  return chat === undefined ? 'Until you remove it' : 'In one chat only'
}

/** The glyph of where the rule leads, and the zones it holds for in words. */
export const ruleZone = ({ verdict, zone }: Rule, machine: string): { readonly glyph: 'mac' | 'net' | 'cloud'; readonly words: string } => {
  const words = zone === undefined ? 'Network, cloud' : { mac: machine, network: 'My network', cloud: 'Cloud' }[zone]
  if (verdict === 'never' || zone === 'mac') return { glyph: 'mac', words }
  return { glyph: zone === 'network' ? 'net' : 'cloud', words }
}

/** How long a new rule holds, as a moment; undefined is until it is removed. */
export const untilOf = (choice: string, now: Date): string | undefined => {
  if (choice === 'hour') return new Date(now.getTime() + 3_600_000).toISOString()
  if (choice === 'today') return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).toISOString()
  return undefined
}
