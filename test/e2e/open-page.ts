import type { Page } from 'playwright-core'
import { openBrowser } from '../renderer/browser.ts'

export interface WatchedPage {
  readonly page: Page
  /** What the browser complained of: errors, and rules of the page's policy that were broken. */
  readonly complaints: readonly string[]
  /** Requests that went elsewhere than to the host. */
  readonly strangers: readonly string[]
}

/** Opens the address that the host printed, and writes down from the first byte what should never happen. */
export const openPage = async (browser: Awaited<ReturnType<typeof openBrowser>>, url: string): Promise<WatchedPage> => {
  const complaints: string[] = []
  const strangers: string[] = []
  const { origin } = new URL(url)
  const isOwn = (to: string): boolean => new URL(to).origin === origin || new URL(to).origin === origin.replace('http', 'ws') || to.startsWith(`blob:${origin}`)
  const page = await browser.open(url, {
    before: (fresh) => {
      fresh.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
      fresh.on('pageerror', (error) => complaints.push(error.message))
      fresh.on('request', (request) => isOwn(request.url()) || strangers.push(request.url()))
      fresh.on('websocket', (socket) => isOwn(socket.url()) || strangers.push(socket.url()))
    },
  })
  return { page, complaints, strangers }
}
