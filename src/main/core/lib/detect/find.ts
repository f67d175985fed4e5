import type { DetailKind } from '../../../../contract/privacy.ts'

/** Something found; `weight` settles which kind a stretch is of when several rules claim it. */
export interface Find {
  readonly kind: DetailKind
  readonly start: number
  readonly end: number
  readonly weight: number
}

/** Rules by how sure they are: a check sum or a known prefix, a shape of its own, a guess by its surroundings. */
export const SURE = 3
export const LIKELY = 2
export const GUESS = 1
