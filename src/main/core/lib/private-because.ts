import type { Labels, Origin, Topic } from '../../../contract/privacy.ts'

// The most telling first; what the person typed into the chat itself tells nothing.
const ORIGIN_WORDS: readonly (readonly [Origin, string])[] = [
  ['health', 'quotes health data'],
  ['memo', 'quotes a memo'],
  ['mail', 'quotes a mail'],
  ['calendar', 'quotes the calendar'],
  ['capture', 'quotes a capture'],
  ['note', 'quotes a note'],
  ['file', 'quotes a file'],
  ['tool', 'quotes what a tool found'],
  ['web', 'quotes a web page'],
  ['feed', 'quotes a feed'],
]
const TOPIC_WORDS: Readonly<Record<Topic, string>> = { health: 'health', money: 'money', family: 'family', legal: 'a legal matter' }

/** Why something is as private as it is, in a few words such as “quotes a memo”, the most telling first; null when it is chat and nothing else. */
export const privateBecause = (all: readonly Labels[]): string | null => {
  const origins = new Set(all.flatMap(({ sources }) => sources.map(({ origin }) => origin)))
  const quoted = ORIGIN_WORDS.find(([origin]) => origins.has(origin))
  if (quoted !== undefined) return quoted[1]
  const people = new Set(all.flatMap((labels) => labels.people))
  const [person] = people
  if (person !== undefined) return people.size === 1 ? `names ${person}` : `names ${person} and others`
  const [topic] = all.flatMap(({ topics }) => topics)
  if (topic !== undefined) return `is about ${TOPIC_WORDS[topic]}`
  return all.some(({ unsure }) => unsure) ? 'could not be looked through' : null
}
