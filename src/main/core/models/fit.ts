import type { Fit } from '../../../contract/models.ts'
import { WELL_SHARE } from '../lib/model-memory.ts'

/** A model that is in memory. */
export interface HeldModel {
  readonly id: string
  readonly name: string
  readonly bytes: number
  readonly busy: boolean
  readonly idleSeconds: number
}

export interface FitRequest {
  readonly neededBytes: number
  readonly measured: boolean
  readonly budgetBytes: number
  /** What no program uses; null where the system does not tell it truly. */
  readonly freeBytes: number | null
  readonly contextTokens: number | null
  /** In memory, without the one that is asked about. */
  readonly held: readonly HeldModel[]
  /** The next smaller model for the same task that would fit. */
  readonly smaller: { readonly id: string; readonly name: string } | null
}

/** Whether a model fits beside what this machine needs for itself, and the because. */
export const judgeFit = ({ neededBytes, measured, budgetBytes, freeBytes, contextTokens, held, smaller }: FitRequest): Fit => {
  const facts = { neededBytes, budgetBytes, contextTokens, measured }
  if (neededBytes > budgetBytes) {
    return { ...facts, verdict: 'no', words: `Will not fit. Needs ${gigabytes(neededBytes)} GB, and ${gigabytes(budgetBytes)} GB can be spared.`, leaves: [], smaller: smaller?.id ?? null }
  }
  const leaving = modelsThatLeave(neededBytes, budgetBytes, held)
  const leaves = leaving.map(({ id }) => id)
  const share = `${gigabytes(neededBytes)} of ${gigabytes(budgetBytes)} GB.`
  const freed = leaving.reduce((sum, { bytes }) => sum + bytes, 0)
  if (freeBytes !== null && neededBytes > freeBytes + freed) {
    return { ...facts, verdict: 'tight', words: `Tight. ${share} Other programs leave ${gigabytes(freeBytes + freed)} GB now.`, leaves, smaller: null }
  }
  const room = leaving.length === 0 ? '' : ` ${leaving.map(({ name }) => name).join(' and ')} would leave.`
  const isWell = neededBytes <= budgetBytes * WELL_SHARE
  return { ...facts, verdict: isWell ? 'well' : 'tight', words: `${isWell ? 'Fits well.' : 'Tight.'} ${share}${room}`, leaves, smaller: null }
}

export interface Refusal {
  readonly name: string
  readonly neededBytes: number
  /** The most it could have, with every idle model gone. */
  readonly roomBytes: number
  readonly held: readonly Pick<HeldModel, 'name' | 'bytes' | 'busy'>[]
  readonly smaller: { readonly name: string } | null
  /** A smaller context with which it would fit, where the settings ask for a larger one. */
  readonly contextTokens?: number | null
}

/** Why a model is not loaded, and what to close or which smaller one to take: for an AppError NO_MEMORY. */
export const refusalWords = ({ name, neededBytes, roomBytes, held, smaller, contextTokens = null }: Refusal): { readonly message: string; readonly next: string } => {
  const busy = held.filter((model) => model.busy).toSorted((a, b) => b.bytes - a.bytes)
  const take = smaller === null ? null : `take the smaller “${smaller.name}”`
  const busyBytes = busy.reduce((sum, { bytes }) => sum + bytes, 0)
  const close = busy.length > 0 && neededBytes <= roomBytes + busyBytes ? `wait until ${busy.map((model) => `“${model.name}”`).join(' and ')} ${busy.length === 1 ? 'is' : 'are'} done` : 'close other programs and try again'
  return {
    message: `The model “${name}” needs about ${gigabytes(neededBytes)} GB of memory, and ${gigabytes(roomBytes)} GB can be had.`,
    next: `${capital([contextTokens === null ? close : `set models.contextTokens to ${contextTokens}`, take].filter((each) => each !== null).join(', or '))}.`,
  }
}

/** Those that would have to leave, the one that was idle for longest first; what works leaves last. */
const modelsThatLeave = (neededBytes: number, budgetBytes: number, held: readonly HeldModel[]): readonly HeldModel[] => {
  const order = held.toSorted((a, b) => Number(a.busy) - Number(b.busy) || b.idleSeconds - a.idleSeconds)
  let over = neededBytes + held.reduce((sum, { bytes }) => sum + bytes, 0) - budgetBytes
  return order.filter(({ bytes }) => {
    const leaves = over > 0
    if (leaves) over -= bytes
    return leaves
  })
}

/** `3.6`: of 2^30 bytes, as memory is sold. */
const gigabytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(1)

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
