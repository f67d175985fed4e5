import { DETAIL_KINDS, TOPICS } from '../../../contract/privacy.ts'
import type { Labels, Source, Topic } from '../../../contract/privacy.ts'
import type { Detection } from '../ports/index.ts'
import { tagSteps } from './places.ts'

/** What is known of nothing. */
export const noLabels: Labels = Object.freeze({ sources: [], details: [], topics: [], people: [], unsure: false })

/**
 * Labels of one piece. Details that could not be looked for make it `unsure`; topics are optional, and `null` adds nothing.
 * `named` are people of the rules, see named.ts.
 */
export const labelsOf = (piece: Source, detection: Detection | null, topics: readonly Topic[] | null, named: readonly string[] = []): Labels =>
  canonical({
    sources: [piece],
    details: (detection?.details ?? []).map(({ kind }) => kind),
    topics: topics ?? [],
    people: [...(detection?.people ?? []), ...named],
    unsure: detection === null,
  })

/**
 * Everything that is known of any of them: content that was put together is as private as its most private part. The order
 * of what is joined, and how often, makes no difference, and equal labels are equal value by value.
 */
export const joinLabels = (...all: readonly Labels[]): Labels =>
  canonical({
    sources: all.flatMap(({ sources }) => sources),
    details: all.flatMap(({ details }) => details),
    topics: all.flatMap(({ topics }) => topics),
    people: all.flatMap(({ people }) => people),
    unsure: all.some(({ unsure }) => unsure),
  })

interface Gathered {
  readonly sources: readonly Source[]
  readonly details: readonly Labels['details'][number][]
  readonly topics: readonly Topic[]
  readonly people: readonly string[]
  readonly unsure: boolean
}

const canonical = ({ sources, details, topics, people, unsure }: Gathered): Labels => ({
  sources: [...new Map(sources.map(canonicalSource).map((source) => [JSON.stringify(source), source]))].sort(([one], [other]) => byCode(one, other)).map(([, source]) => source),
  details: DETAIL_KINDS.filter((kind) => details.includes(kind)),
  topics: TOPICS.filter((topic) => topics.includes(topic)),
  people: [...new Set(people.map((name) => name.normalize('NFC').trim()).filter((name) => name !== ''))].sort(byCode),
  unsure,
})

const canonicalSource = ({ origin, folder, tags = [] }: Source): Source => {
  const place = folder?.normalize('NFC').trim()
  const known = [...new Set(tags.map((tag) => tagSteps(tag).join('/')).filter((tag) => tag !== ''))].sort(byCode)
  return { origin, ...(place ? { folder: place } : {}), ...(known.length > 0 ? { tags: known } : {}) }
}

// Not by locale: the same labels are to be in the same order on every machine.
const byCode = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
