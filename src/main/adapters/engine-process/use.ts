/** Who works with a model, and how fast it last wrote. */
export const createUse = () => {
  const working: string[] = []
  let last: readonly string[] = []
  let tokensPerSecond: number | null = null

  const hear = (event: unknown): void => {
    const { type, tokensPerSecond: speed } = event as { readonly type?: unknown; readonly tokensPerSecond?: unknown }
    if (type === 'usage' && typeof speed === 'number' && speed > 0) tokensPerSecond = speed
  }

  return {
    /** Gives what is to be called when the call is over. */
    enter: (user: string | undefined): (() => void) => {
      if (user === undefined) return () => undefined
      working.push(user)
      last = [...new Set(working)]
      return () => {
        working.splice(working.indexOf(user), 1)
      }
    },
    listen:
      (onEvent: ((event: unknown) => void) | undefined) =>
      (event: unknown): void => {
        hear(event)
        onEvent?.(event)
      },
    /** Those that work with it, or did last. */
    users: (): readonly string[] => (working.length > 0 ? [...new Set(working)] : last),
    tokensPerSecond: (): number | null => tokensPerSecond,
  }
}
