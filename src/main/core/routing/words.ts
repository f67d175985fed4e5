import type { DetailKind, Origin, Rule, Topic, Verdict, Zone } from '../../../contract/privacy.ts'
import { tagSteps } from './places.ts'

interface Noun {
  readonly word: string
  readonly plural: boolean
}

const ORIGIN_NOUNS: Readonly<Record<Origin, Noun>> = {
  memo: { word: 'memos', plural: true },
  capture: { word: 'captures', plural: true },
  note: { word: 'notes', plural: true },
  file: { word: 'files', plural: true },
  chat: { word: 'typed chat', plural: false },
  mail: { word: 'mail', plural: false },
  calendar: { word: 'the calendar', plural: false },
  health: { word: 'health', plural: false },
  feed: { word: 'feeds', plural: true },
  web: { word: 'web pages', plural: true },
  tool: { word: 'results of tools', plural: true },
}

const TOPIC_NOUNS: Readonly<Record<Topic, Noun>> = {
  health: { word: 'health', plural: false },
  money: { word: 'money', plural: false },
  family: { word: 'family', plural: false },
  legal: { word: 'legal matters', plural: true },
}

const ZONE_WORDS: Readonly<Record<Zone, string>> = { mac: 'a server on this Mac', network: 'my network', cloud: 'the cloud' }

const KIND_WORDS: Readonly<Record<DetailKind, string>> = {
  secret: 'keys and passwords',
  card: 'card numbers',
  iban: 'account numbers',
  'national-id': 'personal numbers',
  phone: 'phone numbers',
  email: 'e-mail addresses',
  address: 'street addresses',
  person: 'names',
  ip: 'network addresses',
  url: 'links',
}

/** "Memos never go to the cloud": a cell of the table, as a sentence. */
export const cellToWords = (origin: Origin, zone: Zone, verdict: Verdict): string => {
  const noun = ORIGIN_NOUNS[origin] ?? { word: 'this', plural: false }
  return capitalise(verdict === 'allow' ? `${noun.word} ${noun.plural ? 'are' : 'is'} allowed${{ mac: ' on this Mac', network: ' on my network', cloud: '' }[zone]}` : limitToWords(noun, zone, verdict))
}

/** "It speaks of health, and health never goes to the cloud". */
export const topicToWords = (topic: Topic, zone: Zone, verdict: Verdict): string => `It speaks of ${TOPIC_NOUNS[topic].word}, and ${limitToWords(TOPIC_NOUNS[topic], zone, verdict)}`

/** "Folder “Book”: redact", as the panel lists it. */
export const ruleToWords = ({ person, folder, tag, origin, destination, zone, verdict }: Rule): string => {
  const what = [
    ...(person === undefined ? [] : [`Person “${person}”`]),
    ...(folder === undefined ? [] : [`Folder “${folder}”`]),
    ...(tag === undefined ? [] : [`Tag #${tagSteps(tag).join('/')}`]),
    ...(origin === undefined ? [] : [capitalise(ORIGIN_NOUNS[origin].word)]),
  ]
  const where = [...(destination === undefined ? [] : [destination]), ...(zone === undefined ? [] : [ZONE_WORDS[zone]])]
  // A rule that names no content holds for all of it, and says so.
  return `${what.length === 0 ? 'Everything' : what.join(', ')}${where.length === 0 ? '' : ` → ${where.join(' in ')}`}: ${verdict}`
}

/** "Account numbers and names in it are hidden first". */
export const hideToWords = (kinds: readonly DetailKind[]): string => `${capitalise(listToWords(kinds.map((kind) => KIND_WORDS[kind])))} in it are hidden first`

/** Sentences one after the other, as the ask sheet and the record have them. */
export const joinSentences = (sentences: readonly string[]): string => sentences.map((sentence) => (/[.!?]$/u.test(sentence) ? sentence : `${sentence}.`)).join(' ')

/** "A file", "three files" and "the calendar", as a title has them. */
export const originToWords = (origin: Origin, count: number, countWord: string): string => {
  const { word, plural } = ORIGIN_NOUNS[origin]
  if (!plural) return word
  if (origin === 'tool') return 'results of a tool'
  return `${countWord} ${count === 1 ? word.slice(0, -1) : word}`
}

const limitToWords = ({ word, plural }: Noun, zone: Zone, verdict: Verdict): string => {
  const place = ZONE_WORDS[zone] ?? 'a place that is not known'
  if (verdict === 'ask') return `${word} ${plural ? 'ask before they go' : 'asks before it goes'} to ${place}`
  if (verdict === 'redact') return `${word} ${plural ? 'go' : 'goes'} to ${place} with details hidden`
  if (verdict === 'allow') return `${word} may go to ${place}`
  return `${word} never ${plural ? 'go' : 'goes'} to ${place}`
}

const listToWords = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`)

const capitalise = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
