import type { MadeBy, Message, Offer } from '../../../contract/chat.ts'
import type { Origin } from '../../../contract/privacy.ts'
import { bytesInWords, priceInWords } from '../../words/bytes.ts'
import { ZONE_GLYPH } from '../../words/zones.ts'
import type { Whereabouts } from './composer-slot.ts'

const STATE_WORDS: Partial<Record<Message['state'], string>> = { writing: 'writing', stopped: 'stopped', unfinished: 'unfinished', length: 'as long as it may be', failed: 'broke off' }

/** What stands under an answer: the place, the model, and what it took, in the order in which they may be shortened. */
export const madeWords = ({ zone, destination, model, tokensPerSecond, bytesOut, priceUsd, parts }: MadeBy, state: Message['state'], { machine }: Pick<Whereabouts, 'machine'>) => {
  const facts = [
    ...(parts === null ? [] : [`in ${numberInWords(parts)} parts`]),
    ...(state !== 'writing' && destination === null && tokensPerSecond !== null ? [`${Math.round(tokensPerSecond)} tok/s`] : []),
    ...(destination !== null && bytesOut > 0 ? [`${bytesInWords(bytesOut)} sent`] : []),
    ...(destination !== null && priceUsd !== null ? [priceInWords(priceUsd)] : []),
    ...(STATE_WORDS[state] === undefined ? [] : [STATE_WORDS[state]]),
  ]
  return { glyph: ZONE_GLYPH[zone], place: destination ?? machine, model, facts }
}

/** The same for ears: `Answered on this Mac by gemma-3-4b`. */
export const spokenMade = ({ destination, model }: MadeBy, { place }: Pick<Whereabouts, 'place'>): string =>
  `Answered ${destination === null ? `on ${place}` : `by ${destination}`}${model === null ? '' : destination === null ? ` by ${model}` : ` with ${model}`}`

const ORIGINS: Readonly<Record<Origin, string>> = {
  memo: 'Memos', capture: 'Captures', note: 'Notes', file: 'Files', chat: 'Typed chat', mail: 'Mail', calendar: 'Calendar', health: 'Health', feed: 'Feeds', web: 'Web', tool: 'Tools',
}
const ZONES: Readonly<Record<string, string>> = { mac: 'this computer', network: 'my network', cloud: 'cloud' }

const PLAIN_RULES: Readonly<Record<string, string>> = {
  'local-only': 'Local only is on', mode: 'You chose it', fit: 'What fits stays here', unsure: 'What is not known counts as private', zone: 'The zone of the destination',
}

/** A rule by its name, in words: `Files → cloud: ask`. */
export const ruleInWords = (rule: string, verdict: string | null): string => {
  const [kind = '', what = ''] = rule.split(':')
  if (kind === 'table') {
    const [origin = '', zone = ''] = what.split('.')
    return `${ORIGINS[origin as Origin] ?? origin} → ${ZONES[zone] ?? zone}${verdict === null ? '' : `: ${verdict}`}`
  }
  if (kind === 'rule') return `Rule ${Number(what) + 1} of yours`
  if (kind === 'topic') return `It speaks of ${what}`
  return PLAIN_RULES[kind] ?? kind
}

/** What was hidden before it went; null where nothing went. */
export const hiddenInWords = ({ destination, hiddenCount, foundCount }: MadeBy): string | null => {
  if (destination === null) return null
  if (foundCount === 0) return 'Nothing was found that had to be'
  return `${hiddenCount} of ${foundCount} names and numbers, put back here`
}

const NUMBERS = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'] as const

/** `four`, and figures past twelve. */
export const numberInWords = (count: number): string => NUMBERS[count] ?? count.toLocaleString('en')

/** What an offer says first. */
export const offerTitle = (why: Offer['why'], place: string): string =>
  ({
    full: `This chat is longer than the model on ${place} holds`,
    long: `Too long for the model on ${place}`,
    choose: 'Where shall it be answered?',
    hard: 'You marked it as hard',
    failed: `The model on ${place} could not answer it`,
    missing: `No model on ${place} can answer yet`,
  })[why]
