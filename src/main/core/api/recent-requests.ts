const MINUTE_MS = 60_000

/** Counts what a client asked within the last minute. */
export interface RecentRequests {
  /** Takes a request in, or says in how many seconds there is room for one. */
  take(limit: number): { readonly waitSeconds: number } | null
}

/** A window that slides: what was turned away is not counted, so that it holds no more than the limit. */
export const createRecentRequests = (monotonicMs: () => number): RecentRequests => {
  let times: number[] = []
  let gone = 0
  return {
    take: (limit) => {
      const now = monotonicMs()
      while (gone < times.length && (times[gone] ?? 0) <= now - MINUTE_MS) gone += 1
      if (gone > 1000) {
        times = times.slice(gone)
        gone = 0
      }
      const held = times.length - gone
      if (held < limit) {
        times.push(now)
        return null
      }
      // The limit may have become lower since: as many have to go as are above it.
      return { waitSeconds: Math.max(1, Math.ceil(((times[gone + held - limit] ?? now) + MINUTE_MS - now) / 1000)) }
    },
  }
}
