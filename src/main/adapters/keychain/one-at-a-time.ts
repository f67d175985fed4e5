/** A call is still under way that waits for a person, for nothing else takes so long. */
export class Busy extends Error {}

/**
 * Lets one call into the keychain at a time. A prompt may wait for a person for ever, and each waiting call holds one of the
 * few threads that Node reads files with: so nobody waits longer than `timeoutMs`, and while a call that was left alone
 * still waits, the next ones are turned away. `hold` is told when a call begins and ends.
 */
export const createOneAtATime = (timeoutMs: number, hold: { readonly begin: () => void; readonly end: () => void }) => {
  let last: Promise<unknown> = Promise.resolve()
  let active: { left: boolean } | null = null

  return <Result>(call: () => Promise<Result>, signal: AbortSignal): Promise<Result> => {
    if (active?.left) return Promise.reject(new Busy())
    const ticket = { left: false }
    const run = last.then(() => {
      if (ticket.left) throw new Busy()
      active = ticket
      hold.begin()
      return call().finally(() => {
        active = null
        hold.end()
      })
    })
    last = run.catch(() => undefined)
    return new Promise((resolve, reject) => {
      const leave = (error: unknown): void => {
        ticket.left = true
        reject(error instanceof Error ? error : new Busy())
      }
      const abort = (): void => leave(signal.reason)
      const timer = setTimeout(() => leave(new Busy()), timeoutMs)
      signal.addEventListener('abort', abort, { once: true })
      run
        .finally(() => {
          clearTimeout(timer)
          signal.removeEventListener('abort', abort)
        })
        .then(resolve, reject)
    })
  }
}
