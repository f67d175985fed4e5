import { Socket } from 'node:net'
import { connect as connectTls, getCACertificates } from 'node:tls'
import type { Zone } from '../../../contract/privacy.ts'
import { type AddressRange, isDeclared, kindOfAddress, parseAddress, zoneOfAddress } from '../../core/lib/addresses.ts'
import { isInside } from './check-permit.ts'
import { notPermitted } from './failures.ts'

const ATTEMPT_MS = 5_000
const MOST_ATTEMPTS = 6
const DECLARE = 'Add the address to your network in the settings, or add the server as one in the cloud.'

/** What the guard lends to the gate and to nobody else. */
export interface SocketLeave {
  /** Lets this one socket connect, once. */
  allow(socket: Socket): void
  /** Every address of a name, in the system's order, by the look-up that everybody else is refused. */
  lookup(hostname: string): Promise<readonly string[]>
}

export interface Way {
  readonly hostname: string
  readonly port: number
  readonly tls: boolean
  readonly zone: Zone
  readonly networkRanges: readonly AddressRange[]
  readonly signal: AbortSignal
  /** Authorities trusted besides Node's own, as PEM. */
  readonly authorities?: readonly string[] | undefined
}

export interface OpenSocket {
  /** Counts what goes over the wire. */
  readonly raw: Socket
  /** What is spoken over: the same, or TLS on it. */
  readonly socket: Socket
}

/**
 * Opens a connection to an address that fits the zone. The name is looked up here and the address itself connected to, so that
 * no second answer of a name server can lead elsewhere; the address is looked at again once it is connected. Rejects with
 * AppError NOT_PERMITTED, or with what the system says.
 */
export const openSocket = async (leave: SocketLeave, way: Way): Promise<OpenSocket> => {
  const { hostname, signal } = way
  const bare = hostname.replace(/^\[|\]$/g, '')
  const addresses = parseAddress(bare) === null ? await untilAborted(leave.lookup(bare), signal) : [bare]
  signal.throwIfAborted()
  if (addresses.length === 0) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' })
  // All of them, or none: a name with one address inside and one outside is no honest mistake.
  for (const address of addresses) checkAddress(address, way)
  const raw = await connectToOne(leave, addresses.slice(0, MOST_ATTEMPTS), way)
  // Who speaks over it hears of its end; an error between two speakers has nobody to hear it.
  raw.on('error', () => undefined)
  if (!way.tls) return { raw, socket: raw }
  return { raw, socket: await shakeHands(raw, bare, way) }
}

/** Throws NOT_PERMITTED for an address that does not fit the zone a permit is for. */
export const checkAddress = (address: string, { hostname, zone, networkRanges }: Pick<Way, 'hostname' | 'zone' | 'networkRanges'>): void => {
  const kind = kindOfAddress(address)
  const actual = zoneOfAddress(address, networkRanges)
  if (kind === 'unusable') throw notPermitted(`${hostname} leads to an address that belongs to no server.`, 'Check the address of the server.')
  switch (zone) {
    case 'mac':
      if (actual !== 'mac') throw notPermitted(`${hostname} was said to be on this computer, and is not.`, DECLARE)
      return
    case 'network':
      if (actual === 'cloud') throw notPermitted(`${hostname} was said to be in your network, and leads to an address outside it.`, DECLARE)
      return
    case 'cloud':
      // A public name that leads inside is how a stranger's page reaches machines at home. Where the person wrote the inside
      // address itself, a server that hands on to the cloud may stand there.
      if (kind !== 'public' && !isInside(hostname) && !isDeclared(address, networkRanges)) throw notPermitted(`${hostname} is a name outside, and leads to an address inside your network.`, DECLARE)
      if (hostname === 'localhost' && kind !== 'loopback') throw notPermitted('localhost does not lead to this computer.', 'Check the hosts file of this computer.')
  }
}

const connectToOne = async (leave: SocketLeave, addresses: readonly string[], way: Way): Promise<Socket> => {
  let failure: unknown
  for (const [index, address] of addresses.entries()) {
    try {
      return await connectTo(leave, address, way, index === addresses.length - 1 ? null : ATTEMPT_MS)
    } catch (error) {
      way.signal.throwIfAborted()
      failure = error
    }
  }
  throw failure
}

const connectTo = (leave: SocketLeave, address: string, way: Way, limitMs: number | null): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const raw = new Socket()
    const timer = limitMs === null ? undefined : setTimeout(() => raw.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })), limitMs)
    const onAbort = (): void => void raw.destroy(way.signal.reason as Error)
    const settle = (): void => {
      clearTimeout(timer)
      way.signal.removeEventListener('abort', onAbort)
      raw.off('error', fail)
    }
    const fail = (error: Error): void => {
      settle()
      reject(error)
    }
    way.signal.addEventListener('abort', onAbort, { once: true })
    raw.once('error', fail)
    raw.setNoDelay(true)
    leave.allow(raw)
    raw.connect({ host: address, port: way.port }, () => {
      settle()
      try {
        checkAddress(raw.remoteAddress ?? '', way)
        resolve(raw)
      } catch (error) {
        raw.destroy()
        reject(error)
      }
    })
  })

const shakeHands = (raw: Socket, name: string, way: Way): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connectTls({
      socket: raw,
      // Not connected to: it is the name that the certificate must be for.
      host: name,
      ...(parseAddress(name) === null ? { servername: name } : {}),
      ...(way.authorities === undefined ? {} : { ca: [...getCACertificates('default'), ...way.authorities] }),
      ALPNProtocols: ['http/1.1'],
      minVersion: 'TLSv1.2',
      // Said outright: an environment variable can turn the default off.
      rejectUnauthorized: true,
    })
    const onAbort = (): void => void socket.destroy(way.signal.reason as Error)
    const settle = (): void => {
      way.signal.removeEventListener('abort', onAbort)
      socket.off('error', fail)
    }
    const fail = (error: Error): void => {
      settle()
      raw.destroy()
      reject(error)
    }
    way.signal.addEventListener('abort', onAbort, { once: true })
    socket.once('error', fail)
    socket.once('secureConnect', () => {
      settle()
      socket.on('error', () => undefined)
      resolve(socket)
    })
  })

const untilAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error)
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
