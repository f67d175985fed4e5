export interface Clock {
  /** Milliseconds since 1970; may jump when the clock is set. */
  now(): number
  /** Milliseconds that only ever rise. */
  monotonic(): number
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}
