export interface Readiness {
  readonly text: string
  readonly running: boolean
  readonly connected: boolean
  readonly items: readonly { readonly title: string; readonly state: 'reading' | 'ready' | 'failed' }[]
}

/** Why nothing can be sent yet, in words; null when it can. */
export const whyNot = ({ text, running, connected, items }: Readiness): string | null => {
  if (!connected) return 'Freehold does not answer. What you write is kept.'
  if (running) return 'An answer is being written. Stop it first, or wait for it.'
  const failed = items.find(({ state }) => state === 'failed')
  if (failed) return `“${failed.title}” could not be read. Take it away first.`
  const reading = items.find(({ state }) => state === 'reading')
  if (reading) return `“${reading.title}” is still being read.`
  return text.trim() === '' && items.length === 0 ? 'Write something first.' : null
}
