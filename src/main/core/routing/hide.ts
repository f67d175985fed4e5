import type { Change, Detail, DetailKind } from '../../../contract/privacy.ts'
import type { Detection, Person } from '../ports/index.ts'
import { placeholderKey, placeholdersIn } from './placeholders.ts'
import { namePlaceholders } from './pseudonyms.ts'
import { createFinder, tidyDetails } from './spans.ts'
import type { Finder } from './spans.ts'

/** What stands for what, in one request. It lives in memory, and nothing that prints it shows a value. */
export interface HiddenMap {
  /** The original behind a placeholder's key; undefined for what is none of ours. */
  readonly original: (key: string) => string | undefined
  readonly originals: () => Iterable<string>
  readonly size: number
}

export interface HiddenText {
  readonly text: string
  /** Stretch by stretch, what it was and what it is. */
  readonly changes: readonly Change[]
}

export interface Hidden {
  readonly texts: readonly HiddenText[]
  readonly map: HiddenMap
  readonly hiddenCount: number
  readonly foundCount: number
}

/**
 * Hides details of some kinds behind pseudonyms that are the same in all of the texts. What was found once is hidden wherever
 * it stands, also where the detectors passed over it. It lowers the risk and guarantees nothing.
 */
export const hide = (texts: readonly string[], detections: readonly (Detection | null)[], kinds: readonly DetailKind[], people: readonly Person[] = []): Hidden => {
  const found = texts.map((text, at) => detections[at]?.details.filter(({ start, end }) => start < end && start < text.length && end > 0) ?? [])
  const tidy = texts.map((text, at) => tidyDetails(text, (found[at] ?? []).filter(({ kind }) => kinds.includes(kind))))
  const kindByValue = new Map<string, DetailKind>()
  tidy.forEach((details, at) => details.forEach(({ kind, start, end }) => kindByValue.set((texts[at] ?? '').slice(start, end), kind)))
  const finder = createFinder(kindByValue.keys())
  const spans = texts.map((text, at) => withRepeats(text, tidy[at] ?? [], kindByValue, finder))
  const originals = spans.flatMap((details, at) => details.map(({ kind, start, end }) => ({ kind, value: (texts[at] ?? '').slice(start, end) })))
  const names = namePlaceholders(originals, new Set(texts.flatMap(placeholdersIn)), people)
  const leftOpen = found.flatMap((details) => details.filter(({ kind }) => !kinds.includes(kind))).length
  return {
    texts: texts.map((text, at) => replace(text, spans[at] ?? [], names)),
    map: createMap(names),
    hiddenCount: originals.length,
    foundCount: originals.length + leftOpen,
  }
}

// The same value where it was not found: in the gaps between what was. What is hidden makes an edge for its neighbour, so
// it is done until nothing more is found.
const withRepeats = (text: string, details: readonly Detail[], kindByValue: ReadonlyMap<string, DetailKind>, finder: Finder): readonly Detail[] => {
  const all: Detail[] = []
  const fill = (from: number, until: number): void => {
    for (let at = from, repeat = finder.find(text, at, until); repeat !== null; repeat = finder.find(text, at, until)) {
      all.push({ kind: kindByValue.get(text.slice(repeat.start, repeat.end)) ?? 'secret', ...repeat })
      at = repeat.end
    }
  }
  let from = 0
  for (const detail of details) {
    fill(from, detail.start)
    all.push(detail)
    from = detail.end
  }
  fill(from, text.length)
  return all.length === details.length ? all : withRepeats(text, all, kindByValue, finder)
}

const replace = (text: string, spans: readonly Detail[], names: ReadonlyMap<string, string>): HiddenText => {
  const changes: Change[] = []
  const keep = (from: number, until: number): void => {
    if (from < until) changes.push({ was: text.slice(from, until), now: text.slice(from, until) })
  }
  let from = 0
  for (const { start, end } of spans) {
    keep(from, start)
    const was = text.slice(start, end)
    changes.push({ was, now: names.get(was) ?? '‹Secret›' })
    from = end
  }
  keep(from, text.length)
  return { text: changes.map(({ now }) => now).join(''), changes }
}

const createMap = (names: ReadonlyMap<string, string>): HiddenMap => {
  const byKey = new Map([...names].map(([value, placeholder]) => [placeholderKey(placeholder) ?? placeholder, value]))
  return { original: (key) => byKey.get(key), originals: () => byKey.values(), size: byKey.size }
}

/** Nothing was hidden. */
export const NOTHING_HIDDEN: HiddenMap = createMap(new Map())
