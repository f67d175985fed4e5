import type { Change, Decision, Labels, Mode, Origin, Trial } from '../../contract/privacy.ts'
import type { HostClient, Terminal } from './client.ts'

export interface RouteOptions {
  readonly json: boolean
  readonly text: string
  readonly origin: Origin
  readonly mode: Mode | undefined
}

/** Prints where a text would go and why; sends nothing. */
export const routeCommand = async (client: HostClient, { json, text, origin, mode }: RouteOptions, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const trial = await client.privacy.tryIt({ text, origin, ...(mode === undefined ? {} : { mode }) }, { signal })
  terminal.out(json ? `${JSON.stringify(toJson(trial), null, 2)}\n` : toText(trial))
  return 0
}

const toJson = ({ labels, details, decision, changes, without, topicsKnown }: Trial): object => ({
  labels,
  details,
  decision,
  text: textAfter(changes),
  without: without && { sentence: without.sentence, text: textAfter(without.changes) },
  topicsKnown,
})

const toText = ({ labels, decision, changes, without, topicsKnown }: Trial): string =>
  [
    whereToText(decision),
    ...decision.reasons.map(({ words, rule }) => `  ${words}  (${rule})`),
    `Labels: ${labelsToText(labels)}${topicsKnown ? '' : '. Topics were not looked at'}`,
    ...(changes.some(({ was, now }) => was !== now) ? ['With details hidden:', textAfter(changes)] : []),
    ...(without ? [without.sentence, textAfter(without.changes)] : []),
    '',
  ].join('\n')

/** "Stays on this Mac", or where it goes. */
export const whereToText = ({ where, destination }: Decision): string => {
  if (where === 'ask') return `Asks before it goes to ${destination}`
  if (where === 'refuse') return 'Stays on this Mac, where no model can answer it'
  return destination === null ? 'Stays on this Mac' : `Goes to ${destination}${where === 'local' ? ', on this Mac' : where === 'network' ? ', in my network' : ', in the cloud'}`
}

const labelsToText = ({ sources, details, topics, people, unsure }: Labels): string =>
  [...sources.map(({ origin }) => origin), ...details, ...topics.map((topic) => `speaks of ${topic}`), ...people, ...(unsure ? ['details could not be looked for'] : [])].join(', ')

const textAfter = (changes: readonly Change[]): string => changes.map(({ now }) => now).join('')
