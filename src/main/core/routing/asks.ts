import { AskIdSchema } from '../../../contract/privacy.ts'
import type { Ask, AskAnswer, AskId } from '../../../contract/privacy.ts'
import { AppError } from '../../../contract/errors.ts'

/** How a question ended: by the person, or by a rule that came meanwhile and makes it unnecessary. */
export type Settled = AskAnswer | 'ruled'

/** A question, as the one who asks puts it. */
export interface Question extends Omit<Ask, 'askId' | 'merged' | 'askedAt'> {
  readonly feature: string
  readonly bodySha256: string
  /** What the policy says by now: `null` while it still asks. */
  readonly review: () => 'keep' | 'ruled' | null
  /** Keeps an answer for longer where that is no rule of the settings. */
  readonly remember?: Remember | undefined
}

export type Remember = (answer: Extract<AskAnswer, 'always' | 'never'>) => Promise<void>

export interface AskDeps {
  readonly newId: () => string
  readonly now: () => number
  readonly onChange: () => void
}

export interface Asks {
  /** Waits for the person, for as long as it takes. An abort withdraws the question. */
  readonly ask: (question: Question, onAsking: (askId: AskId) => void, signal: AbortSignal) => Promise<Settled>
  /** Oldest first. */
  readonly list: () => readonly Ask[]
  /** CONFLICT when it is not waiting any more. */
  readonly find: (askId: AskId) => Ask
  /** How its answer is kept; null where it becomes a rule. */
  readonly rememberOf: (askId: AskId) => Remember | null
  /** Gives one answer to all who asked the same. */
  readonly settle: (askId: AskId, answer: Settled) => void
  /** Ends the questions that the policy answers by now. */
  readonly review: () => void
}

interface Waiting {
  readonly key: string
  readonly ask: Omit<Ask, 'merged'>
  readonly waiters: Set<(answer: Settled) => void>
  readonly review: Question['review']
  readonly remember: Remember | null
}

/** Questions at the gate. Equal ones are merged and answered together; the oldest stays first. */
export const createAsks = ({ newId, now, onChange }: AskDeps): Asks => {
  const waiting = new Map<AskId, Waiting>()

  const join = (question: Question): Waiting => {
    const { feature, bodySha256, review, remember = null, ...shown } = question
    // A chat is part of it: a yes for this one is none for another.
    const key = JSON.stringify([bodySha256, shown.destination, shown.zone, feature, shown.chat])
    const equal = [...waiting.values()].find((each) => each.key === key)
    if (equal) return equal
    const askId = AskIdSchema.parse(newId())
    const added: Waiting = { key, ask: { ...shown, askId, askedAt: new Date(now()).toISOString() }, waiters: new Set(), review, remember }
    waiting.set(askId, added)
    return added
  }
  const settle = (askId: AskId, answer: Settled): void => {
    const settled = waiting.get(askId)
    if (!settled) return
    waiting.delete(askId)
    for (const give of settled.waiters) give(answer)
    onChange()
  }

  return {
    ask: (question, onAsking, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const entry = join(question)
        const give = (answer: Settled): void => {
          signal.removeEventListener('abort', withdraw)
          resolve(answer)
        }
        const withdraw = (): void => {
          entry.waiters.delete(give)
          if (entry.waiters.size === 0) waiting.delete(entry.ask.askId)
          onChange()
          reject(signal.reason)
        }
        entry.waiters.add(give)
        signal.addEventListener('abort', withdraw, { once: true })
        onChange()
        onAsking(entry.ask.askId)
      }),
    list: () => [...waiting.values()].map(({ ask, waiters }) => ({ ...ask, merged: waiters.size - 1 })),
    find: (askId) => {
      const found = waiting.get(askId)
      if (!found) throw new AppError('CONFLICT', 'This question was answered already.')
      return { ...found.ask, merged: found.waiters.size - 1 }
    },
    rememberOf: (askId) => waiting.get(askId)?.remember ?? null,
    settle,
    review: () => {
      for (const [askId, { review }] of waiting) {
        const verdict = review()
        if (verdict !== null) settle(askId, verdict)
      }
    },
  }
}
