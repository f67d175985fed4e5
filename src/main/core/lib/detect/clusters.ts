import { isDigitAt } from './characters.ts'

/** A stretch of text around digits that stand close together; numbers are looked for in it instead of in the whole text. */
export interface Cluster {
  readonly start: number
  readonly end: number
  readonly digits: number
}

// As far apart as digits of one number may be: `RSSMRA85T10A562S`, `AAAA010101HDFXXX09`.
const MOST_BETWEEN = 7

/** Groups the digits of a text; a cluster begins and ends with one. */
export const clusterDigits = (text: string, leastDigits: number): readonly Cluster[] => {
  const clusters: Cluster[] = []
  let start = -1
  let last = -1
  let digits = 0
  const close = (): void => {
    if (digits >= leastDigits) clusters.push({ start, end: last + 1, digits })
    digits = 0
  }
  for (let index = 0; index < text.length; index += 1) {
    if (!isDigitAt(text, index)) continue
    if (digits > 0 && index - last > MOST_BETWEEN) close()
    if (digits === 0) start = index
    last = index
    digits += 1
  }
  close()
  return clusters
}
