import type { LlamaContextSequence, Token } from 'node-llama-cpp'

export interface Together {
  /** A sequence of one's own, once one is free: the one that has read most of the same already. */
  take(tokens: readonly Token[], signal: AbortSignal): Promise<{ readonly sequence: LlamaContextSequence; give(): void }>
}

/** Sequences of one context, which are worked on in one batch; made when the first is taken. */
export const createTogether = (open: (writing: () => number) => Promise<readonly LlamaContextSequence[]>): Together => {
  // In the order of their use, the latest last.
  const free: LlamaContextSequence[] = []
  const waiting: (() => void)[] = []
  let opening: Promise<void> | null = null
  let taken = 0

  const best = (tokens: readonly Token[]): number => {
    const shares = free.map((sequence) => sequence.compareContextTokens([...tokens]).firstDifferentIndex)
    const most = Math.max(...shares)
    // A mark at the start is shared by all: with no more than that, an empty one costs nobody what it has read.
    if (most > 1) return shares.indexOf(most)
    const empty = free.findIndex(({ nextTokenIndex }) => nextTokenIndex === 0)
    return Math.max(0, empty)
  }

  return {
    take: async (tokens, signal) => {
      opening ??= open(() => taken).then((sequences) => void free.push(...sequences))
      await opening.catch((error: unknown) => {
        opening = null
        throw error
      })
      while (free.length === 0) await nextFree(waiting, signal)
      signal.throwIfAborted()
      const [sequence] = free.splice(best(tokens), 1) as [LlamaContextSequence]
      taken += 1
      return {
        sequence,
        give: () => {
          taken -= 1
          free.push(sequence)
          waiting.shift()?.()
        },
      }
    },
  }
}

const nextFree = (waiting: (() => void)[], signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const wake = (): void => {
      signal.removeEventListener('abort', leave)
      resolve()
    }
    const leave = (): void => {
      waiting.splice(waiting.indexOf(wake), 1)
      reject(signal.reason as Error)
    }
    if (signal.aborted) return reject(signal.reason as Error)
    waiting.push(wake)
    signal.addEventListener('abort', leave, { once: true })
  })
