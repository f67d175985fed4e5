import type { Decision, Detail, DetailKind, Trial, Zone } from '../../../contract/privacy.ts'
import { inSentence } from '../../words/place.ts'

const KINDS: Readonly<Record<DetailKind, readonly [one: string, many: string]>> = {
  secret: ['password or key', 'passwords or keys'],
  card: ['card', 'cards'],
  iban: ['account', 'accounts'],
  'national-id': ['personal id', 'personal ids'],
  phone: ['phone', 'phones'],
  email: ['e-mail address', 'e-mail addresses'],
  address: ['address', 'addresses'],
  person: ['person', 'people'],
  ip: ['IP address', 'IP addresses'],
  url: ['web address', 'web addresses'],
}

/** What was found, counted: `1 person`, `2 accounts`, and the topics. */
export const foundWords = (details: readonly Detail[], { topics, unsure }: Trial['labels']): readonly string[] => {
  const counts = new Map<DetailKind, number>()
  for (const { kind } of details) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [
    ...[...counts].map(([kind, count]) => `${count} ${KINDS[kind][count === 1 ? 0 : 1]}`),
    ...topics.map((topic) => topic.charAt(0).toUpperCase() + topic.slice(1)),
    ...(unsure ? ['Not looked through'] : []),
  ]
}

/** The decision in a few words, with the zone it ends in. */
export const decisionWords = ({ where, destination }: Decision, zone: Zone | null, machine: string): { readonly words: string; readonly zone: Zone } => {
  const to = destination ?? 'the cloud'
  switch (where) {
    case 'local':
      return { words: `Stays on ${inSentence(machine)}`, zone: 'mac' }
    case 'refuse':
      return { words: `Stays on ${inSentence(machine)}, unanswered`, zone: 'mac' }
    case 'ask':
      return { words: `Would ask before it goes to ${to}`, zone: zone ?? 'cloud' }
    case 'network':
    case 'cloud':
      return { words: `Would go to ${to}`, zone: where }
  }
}
