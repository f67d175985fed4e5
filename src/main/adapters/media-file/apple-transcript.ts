import { z } from 'zod'
import type { Word } from '../../../contract/memos.ts'
import { wordsToSegments } from './words-to-segments.ts'
import type { MediaFacts } from '../../core/ports/media-inspector.ts'

const MAX_RUNS = 400_000
const timeRange = z.tuple([z.number().min(0), z.number().min(0)]).refine(([start, end]) => start <= end)
const attributes = z.object({ timeRange: timeRange.optional() })
const locale = z.object({ identifier: z.string().max(100) })

/** `{"attributeTable":[{"timeRange":[0.72,2.34]}],"runs":["Introducing",0," a",1]}`: a text, then its place in the table. */
const TableShape = z.object({
  attributedString: z.object({
    attributeTable: z.array(attributes).max(MAX_RUNS),
    runs: z.array(z.union([z.string().max(10_000), z.int().min(0)])).max(MAX_RUNS),
  }),
  locale,
})
/** The older one: `["text",{"timeRange":[0.72,2.34]},…]`. */
const ListShape = z.object({ attributedString: z.array(z.union([z.string().max(10_000), attributes])).max(MAX_RUNS), locale })

interface Run {
  readonly text: string
  readonly range: readonly [number, number] | undefined
}

/** Reads the transcript that Apple keeps in a recording; null for anything that is not exactly one. */
export const parseAppleTranscript = (bytes: Buffer): MediaFacts['appleTranscript'] => {
  const json = parseJson(bytes)
  const table = TableShape.safeParse(json)
  const list = table.success ? null : ListShape.safeParse(json)
  const runs = table.success ? tableRuns(table.data.attributedString) : list?.success ? listRuns(list.data.attributedString) : null
  const identifier = table.data?.locale.identifier ?? list?.data?.locale.identifier
  const words = runs === null ? null : runsToWords(runs)
  if (words === null || words.length === 0 || identifier === undefined) return null
  const language = toLanguageTag(identifier)
  return language === null ? null : { language, segments: wordsToSegments(words) }
}

const parseJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\0+$/, ''))
  } catch {
    return null
  }
}

const tableRuns = ({ attributeTable, runs }: z.infer<typeof TableShape>['attributedString']): readonly Run[] | null => {
  const found: Run[] = []
  for (let at = 0; at < runs.length; at += 2) {
    const [text, index] = [runs[at], runs[at + 1]]
    if (typeof text !== 'string' || typeof index !== 'number') return null
    const entry = attributeTable[index]
    if (entry === undefined) return null
    found.push({ text, range: entry.timeRange })
  }
  return found
}

const listRuns = (parts: z.infer<typeof ListShape>['attributedString']): readonly Run[] | null => {
  const found: Run[] = []
  for (let at = 0; at < parts.length; at += 2) {
    const [text, entry] = [parts[at], parts[at + 1]]
    if (typeof text !== 'string' || typeof entry !== 'object') return null
    found.push({ text, range: entry.timeRange })
  }
  return found
}

/** A run without a time (a full stop, a space) belongs to the word before it. Times that run backwards are not a transcript. */
const runsToWords = (runs: readonly Run[]): readonly Word[] | null => {
  const words: Word[] = []
  for (const { text, range } of runs) {
    const last = words.at(-1)
    if (range === undefined) {
      if (last !== undefined) words[words.length - 1] = { ...last, text: last.text + text }
      continue
    }
    const [startSeconds, endSeconds] = range
    if (last !== undefined && startSeconds < last.startSeconds) return null
    words.push({ startSeconds, endSeconds, text })
  }
  return words.filter((word) => word.text.trim() !== '')
}

/** `en_US@rg=sgzzzz` is `en-US`. */
const toLanguageTag = (identifier: string): string | null => {
  try {
    return Intl.getCanonicalLocales((identifier.split('@')[0] ?? '').replaceAll('_', '-'))[0] ?? null
  } catch {
    return null
  }
}
