/**
 * Snapshots, whenever the reader is ready for the next: one at once, and one after each change. However many changes pass
 * while the reader is slow, it costs one flag.
 */
export async function* combine<T>(source: {
  readonly snapshot: () => T
  readonly subscribe: (listener: () => void) => () => void
  readonly signal: AbortSignal
}): AsyncGenerator<T> {
  let changed = true
  let wake: () => void = () => {}
  const notice = (): void => {
    changed = true
    wake()
  }
  const stop = source.subscribe(notice)
  source.signal.addEventListener('abort', notice)
  try {
    while (!source.signal.aborted) {
      if (changed) {
        changed = false
        yield source.snapshot()
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
  } finally {
    source.signal.removeEventListener('abort', notice)
    stop()
  }
}
