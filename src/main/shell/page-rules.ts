import { PAGE_ORIGIN } from './page-protocol.ts'

/** Is this our own page? A URL's `origin` is "null" for schemes of our own, so the parts are compared. */
export const isOwnPage = (address: string): boolean => {
  if (!URL.canParse(address)) return false
  const { protocol, host, username, password } = new URL(address)
  return `${protocol}//${host}` === PAGE_ORIGIN && username === '' && password === ''
}

// An address carries whatever is written into it: a page that was tricked must find no other place to send words to.
const OUTSIDE_HOSTS: readonly string[] = ['huggingface.co']

/** May the person's browser open this for the page? Only where its own links lead, and the page shows the address before. */
export const isOutsideLink = (address: string): boolean => {
  if (!URL.canParse(address)) return false
  const { protocol, host, username, password, search, hash } = new URL(address)
  return protocol === 'https:' && OUTSIDE_HOSTS.includes(host) && `${username}${password}${search}${hash}` === ''
}

/** What the page's session may load: itself, what it made itself, and the developer tools. Nothing of the network. */
export const isAllowedRequest = (address: string): boolean =>
  isOwnPage(address) || /^(data|devtools):/.test(address) || address.startsWith(`blob:${PAGE_ORIGIN}/`)

/** What the page may use of the machine: the microphone, for dictation, and only sound. macOS asks the person besides. */
export const isAllowedPermission = (permission: string, address: string, mediaTypes: readonly string[]): boolean =>
  permission === 'media' && isOwnPage(address) && mediaTypes.length > 0 && mediaTypes.every((type) => type === 'audio')
