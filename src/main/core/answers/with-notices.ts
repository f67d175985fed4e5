/**
 * A stream together with what is said beside it while it waits. Leaving it leaves the stream; it is read one at a time, as
 * fast as this is read.
 */
export async function* withNotices<T, N>(open: (notify: (notice: N) => void) => AsyncGenerator<T, unknown, void>): AsyncGenerator<T | N, undefined, void> {
  const notices: N[] = []
  let wake = (): void => {}
  const stream = open((notice) => {
    notices.push(notice)
    wake()
  })
  try {
    while (true) {
      let arrived: { readonly result: IteratorResult<T, unknown> } | { readonly error: unknown } | null = null
      const take = (outcome: typeof arrived): void => {
        arrived = outcome
        wake()
      }
      stream.next().then(
        (result) => take({ result }),
        (error: unknown) => take({ error }),
      )
      // Read through a function: what the callbacks set is not seen by the flow of types.
      const outcome = (): typeof arrived => arrived
      while (outcome() === null || notices.length > 0) {
        const notice = notices.shift()
        if (notice !== undefined) {
          yield notice
          continue
        }
        await new Promise<void>((resolve) => {
          wake = resolve
          if (outcome() !== null || notices.length > 0) resolve()
        })
      }
      const settled = outcome()
      if (settled === null) continue
      if ('error' in settled) throw settled.error
      if (settled.result.done) return undefined
      yield settled.result.value
    }
  } finally {
    // Not waited for where it hangs in a request: its abort ends it.
    void stream.return(undefined).catch(() => undefined)
  }
}
