/** A latest value to follow, and a way to change it. */
export const createTopic = <Value>(first: Value) => {
  let value = first
  const wakes = new Set<() => void>()
  return {
    get: () => value,
    set: (next: Value): void => {
      value = next
      for (const wake of wakes) wake()
      wakes.clear()
    },
    async *follow(signal: AbortSignal | undefined) {
      while (!signal?.aborted) {
        const seen = value
        yield seen
        if (seen === value && !signal?.aborted) {
          await new Promise<void>((resolve) => {
            wakes.add(resolve)
            signal?.addEventListener('abort', () => resolve(), { once: true })
          })
        }
      }
    },
  }
}
