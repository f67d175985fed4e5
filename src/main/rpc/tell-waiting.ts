import type { ServerContext } from '@modelcontextprotocol/server'

// Apps give a call up after a minute or so; a word in between begins that minute anew, where they ask for one.
const EVERY_MS = 5_000

/** Tells an app that its call goes on, for as long as the person may need to answer. Call what is returned at its end. */
export const tellWaiting = ({ _meta, notify }: ServerContext['mcpReq']): (() => void) => {
  const progressToken = _meta?.progressToken
  if (progressToken === undefined) return () => {}
  let progress = 0
  const timer = setInterval(() => {
    // An app that left hears nothing, which is no fault.
    notify({ method: 'notifications/progress', params: { progressToken, progress: (progress += 1), message: 'Freehold is at it, or waits for the person.' } }).catch(() => undefined)
  }, EVERY_MS)
  return () => clearInterval(timer)
}
