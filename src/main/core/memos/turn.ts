/** Lets one task through at a time, in the order they came. */
export type Turn = <Result>(task: () => Promise<Result>, signal: AbortSignal) => Promise<Result>

/** Creates a turn that is free. */
export const createTurn = (): Turn => {
  let last: Promise<unknown> = Promise.resolve()
  return (task, signal) => {
    const mine = last.then(() => {
      signal.throwIfAborted()
      return task()
    })
    last = mine.catch(() => {})
    return mine
  }
}
