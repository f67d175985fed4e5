// A word that is chosen is asked on from within a few turns of promises; a stream that does something else is not waited for.
const MOST_ROUNDS = 40

interface Item {
  readonly tokens: readonly unknown[]
}

/**
 * Which tokens go into the next batch: those of all streams that write, in equal shares. The library begins a batch the moment one ends,
 * when the stream whose word was chosen last has not asked on yet: with eight there went seven, and with two, one at a time. A batch of
 * nothing costs it nothing, so it is given those until all have asked.
 */
export const createWholeBatch = (writing: () => number) => {
  let rounds = 0
  return <One extends Item>({ items, size }: { readonly items: readonly One[]; readonly size: number }): { readonly item: One; readonly processAmount: number }[] => {
    if (items.length < writing() && rounds < MOST_ROUNDS) {
      rounds += 1
      return []
    }
    rounds = 0
    const share = Math.max(1, Math.floor(size / Math.max(1, items.length)))
    return items.map((item) => ({ item, processAmount: Math.min(item.tokens.length, share) }))
  }
}
