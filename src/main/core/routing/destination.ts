import type { Destination, Zone } from '../../../contract/privacy.ts'

const OWN_ADDRESSES: Readonly<Record<Destination['provider'], string>> = { anthropic: 'https://api.anthropic.com', openai: 'https://api.openai.com/v1' }

/** The header that carries a provider's key. */
export const SECRET_HEADERS: Readonly<Record<Destination['provider'], { readonly name: string; readonly prefix: string }>> = {
  anthropic: { name: 'authorization', prefix: 'Bearer ' },
  openai: { name: 'authorization', prefix: 'Bearer ' },
}

/** Where a destination is reached. */
export const addressOf = ({ provider, url }: Pick<Destination, 'provider' | 'url'>): URL => new URL(url ?? OWN_ADDRESSES[provider])

/**
 * The zone that a destination counts as. What is said of it counts only where it can be: a provider's own address is the
 * cloud, "this Mac" is a loopback address, and a model that its server passes on to a cloud (`qwen3-coder:480b-cloud`) is in
 * the cloud. Whether an address is one of my network is seen by the gate, from the address it connects to.
 */
export const zoneOf = (destination: Destination, model: string | null): Zone => {
  if (destination.url === undefined || (model !== null && /[-:]cloud$/iu.test(model))) return 'cloud'
  return destination.zone === 'mac' && !isLoopback(addressOf(destination).hostname) ? 'cloud' : destination.zone
}

/** Whether a request goes to a destination: to its host, and below its path. */
export const isAt = (destination: Destination, url: string): boolean => {
  try {
    const asked = new URL(url)
    const base = addressOf(destination)
    return asked.origin === base.origin && asked.username === '' && asked.password === '' && `${asked.pathname}/`.startsWith(base.pathname.replace(/\/*$/u, '/'))
  } catch {
    return false
  }
}

const isLoopback = (hostname: string): boolean => hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/u.test(hostname)
