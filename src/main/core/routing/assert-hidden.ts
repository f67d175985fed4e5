import { AppError } from '../../../contract/errors.ts'
import type { HiddenMap } from './hide.ts'
import { withoutPlaceholders } from './placeholders.ts'
import { createFinder } from './spans.ts'

/**
 * Looks through a body as it is about to be sent for anything that was to be hidden. A last defence: it says so in place of
 * sending. The name of the model is not looked at, or nobody named Claude could be hidden.
 */
export const assertHidden = (body: Uint8Array, map: HiddenMap): void => {
  if (map.size === 0) return
  const finder = createFinder(map.originals())
  const text = new TextDecoder().decode(body)
  for (const each of textsOf(text).map(withoutPlaceholders)) {
    if (finder.find(each, 0, each.length) !== null) throw new AppError('KEPT_HERE', 'A detail that is to be hidden still stood in what would be sent, so nothing was sent.')
  }
}

const textsOf = (body: string): readonly string[] => {
  try {
    return stringsIn(JSON.parse(body), true)
  } catch {
    return [body]
  }
}

const stringsIn = (value: unknown, outermost = false): readonly string[] => {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((inner: unknown) => stringsIn(inner))
  return Object.entries(value).flatMap(([key, inner]) => (outermost && key === 'model' ? [] : stringsIn(inner)))
}
