import { PAGE_ORIGIN } from './page-protocol.ts'

/** Is this our own page? A URL's `origin` is "null" for schemes of our own, so the parts are compared. */
export const isOwnPage = (address: string): boolean => {
  if (!URL.canParse(address)) return false
  const { protocol, host, username, password } = new URL(address)
  return `${protocol}//${host}` === PAGE_ORIGIN && username === '' && password === ''
}

/** What the page's session may load: itself, what it made itself, and the developer tools. Nothing of the network. */
export const isAllowedRequest = (address: string): boolean =>
  isOwnPage(address) || /^(data|devtools):/.test(address) || address.startsWith(`blob:${PAGE_ORIGIN}/`)
