import { STREAM_WINDOW } from '../../contract/wire.ts'

/** Lets the streams of one connection run at most a few items ahead of the reader at the other end. */
export interface Credits {
  /** The reader took one item of this stream. */
  acknowledge(streamId: string): void
  /** Reads the source only while the reader keeps up; ends with the signal. */
  meter<T, R>(streamId: string, source: AsyncIterator<T, R>, signal: AbortSignal | undefined): AsyncGenerator<T, R | undefined, void>
}

/** Creates the credits of one connection. */
export const createCredits = (): Credits => {
  const acknowledgeById = new Map<string, () => void>()

  return {
    acknowledge: (streamId) => acknowledgeById.get(streamId)?.(),
    async *meter(streamId, source, signal) {
      let ahead = 0
      let wake: () => void = () => {}
      const rouse = (): void => wake()
      acknowledgeById.set(streamId, () => {
        ahead = Math.max(0, ahead - 1)
        wake()
      })
      signal?.addEventListener('abort', rouse)
      try {
        while (!signal?.aborted) {
          if (ahead >= STREAM_WINDOW) {
            await new Promise<void>((resolve) => {
              wake = resolve
            })
            continue
          }
          const next = await source.next()
          if (next.done) return next.value
          ahead += 1
          yield next.value
        }
        return undefined
      } finally {
        signal?.removeEventListener('abort', rouse)
        acknowledgeById.delete(streamId)
        await source.return?.()
      }
    },
  }
}
