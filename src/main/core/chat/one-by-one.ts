import { readThrough } from '../lib/read-through.ts'

/** The items of each batch, one after the other; leaving early reaches the source at once, even while a batch is waited for. */
export const oneByOne = <T>(batches: AsyncGenerator<readonly T[], undefined, void>): AsyncGenerator<T, undefined, void> =>
  readThrough(batches, async function* read(source) {
    for await (const batch of source) yield* batch
    return undefined
  })
