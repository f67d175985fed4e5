export interface StopTexts {
  /** Text that may be told now; what could be the beginning of a stop is held back. */
  push(text: string): { readonly text: string; readonly stopped: boolean }
  /** What was held back, once nothing comes any more. */
  rest(): string
}

/** Ends a text before the first of several others, of which not even a part is told. */
export const createStopTexts = (stops: readonly string[]): StopTexts => {
  const wanted = stops.filter((stop) => stop !== '')
  let held = ''

  const firstAt = (text: string): number => wanted.reduce((first, stop) => {
    const at = text.indexOf(stop)
    return at >= 0 && (first < 0 || at < first) ? at : first
  }, -1)

  /** How much of the end of a text may be the beginning of a stop. */
  const openEnd = (text: string): number => {
    let most = 0
    for (const stop of wanted) for (let length = Math.min(stop.length - 1, text.length); length > most; length -= 1) if (text.endsWith(stop.slice(0, length))) most = length
    return most
  }

  return {
    push: (fresh) => {
      if (wanted.length === 0) return { text: fresh, stopped: false }
      const text = held + fresh
      const at = firstAt(text)
      if (at >= 0) {
        held = ''
        return { text: text.slice(0, at), stopped: true }
      }
      const kept = openEnd(text)
      held = text.slice(text.length - kept)
      return { text: text.slice(0, text.length - kept), stopped: false }
    },
    rest: () => {
      const text = held
      held = ''
      return text
    },
  }
}
