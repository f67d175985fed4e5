import type { Detail } from '../../../../contract/privacy.ts'
import { type Find, LIKELY } from './find.ts'

/**
 * One stretch for what overlaps: the surest and longest gives its kind, and each character that any rule found stays covered.
 * Ordered by where they stand; none overlaps another.
 */
export const mergeFinds = (finds: readonly Find[]): readonly Detail[] => {
  const ordered = finds.filter(({ start, end }) => end > start).toSorted((a, b) => a.start - b.start || b.end - a.end)
  const details: Detail[] = []
  let group: Find[] = []
  let end = -1
  for (const find of ordered) {
    if (find.start >= end && group.length > 0) {
      details.push(...settle(group))
      group = []
    }
    group.push(find)
    end = Math.max(group.length === 1 ? find.end : end, find.end)
  }
  if (group.length > 0) details.push(...settle(group))
  return details
}

// Streets are called after people: "12 Joaquín Suárez Street" is no person, unless it is one of the list.
const rank = ({ kind, weight }: Find): number => (kind === 'person' && weight <= LIKELY ? 0 : weight)

// The strongest keeps its own bounds; what sticks out on either side keeps its own kind.
const settle = (group: readonly Find[]): readonly Detail[] => {
  const [only] = group
  if (only !== undefined && group.length === 1) return [{ kind: only.kind, start: only.start, end: only.end }]
  const ranked = group.toSorted((a, b) => rank(b) - rank(a) || b.end - b.start - (a.end - a.start) || a.start - b.start)
  const taken: Detail[] = []
  for (const { kind, start, end } of ranked) {
    const overlapping = taken.findIndex((detail) => detail.start < end && start < detail.end)
    const other = taken[overlapping]
    if (other === undefined) taken.push({ kind, start, end })
    // What is of the same kind, or goes on from it, becomes one with it where nothing else is in the way.
    else if (start < other.start || end > other.end) taken[overlapping] = { kind: other.kind, start: Math.min(start, other.start), end: Math.max(end, other.end) }
  }
  return joinOverlaps(taken)
}

const joinOverlaps = (details: readonly Detail[]): readonly Detail[] => {
  const joined: Detail[] = []
  for (const detail of details.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = joined.at(-1)
    if (last === undefined || detail.start >= last.end) joined.push(detail)
    else joined[joined.length - 1] = { kind: last.end - last.start >= detail.end - detail.start ? last.kind : detail.kind, start: last.start, end: Math.max(last.end, detail.end) }
  }
  return joined
}
