import { readThrough } from '../lib/read-through.ts'

/** Each item changed on its way; leaving early reaches the source at once. */
export const mapStream = <From, To>(source: AsyncGenerator<From, undefined, void>, change: (item: From) => To | null): AsyncGenerator<To, undefined, void> =>
  readThrough(source, async function* read(items) {
    for await (const item of items) {
      const changed = change(item)
      if (changed !== null) yield changed
    }
    return undefined
  })
