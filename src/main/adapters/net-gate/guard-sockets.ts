import { isIP, Server, Socket } from 'node:net'
import { basename } from 'node:path'
import type { Report } from './guard-report.ts'

type Connect = (this: Socket, ...args: unknown[]) => Socket
type Listen = (this: Server, ...args: unknown[]) => Server

interface Place {
  readonly path?: unknown
  readonly host?: unknown
  readonly port?: unknown
  readonly fd?: unknown
}

/**
 * Lets no socket connect but those it was told of, one by one, and our own unix socket; and no server listen to other machines
 * but one that it was told of.
 */
export const guardSockets = (report: Report, ownSocketNames: readonly string[]): { allow(socket: Socket): void; allowServer(server: Server): void } => {
  const allowed = new WeakSet<Socket>()
  const allowedServers = new WeakSet<Server>()
  const connect = Socket.prototype.connect as Connect
  const listen = Server.prototype.listen as Listen

  // `http`, `https`, `tls`, `http2`, `fetch`, WebSocket and references taken earlier all end here.
  const guardedConnect: Connect = function (...args) {
    const { path, host, port } = placeOf(args)
    const isOurs = typeof path === 'string' && ownSocketNames.includes(basename(path))
    // Leave is for one connection: a socket used again asks again.
    if (allowed.delete(this) || isOurs) return connect.apply(this, args)
    const target = typeof path === 'string' ? `unix:${basename(path)}` : `${String(host ?? 'localhost')}:${String(port)}`
    // Destroyed before it returns: one that merely returned would seem connected to http2.
    return this.destroy(report.refuse('socket', target))
  }
  const guardedListen: Listen = function (...args) {
    const { path, host, port, fd } = placeOf(args)
    if (typeof path === 'string' || (fd === undefined && typeof host === 'string' && isLoopback(host))) return listen.apply(this, args)
    // Leave is for one address that is named: not for all of them, and not for a name that somebody else gives a meaning.
    if (fd === undefined && typeof host === 'string' && isIP(host) !== 0 && !isAny(host) && allowedServers.delete(this)) return listen.apply(this, args)
    const error = report.refuse('server', `${String(host ?? 'any address')}:${String(port)}`)
    process.nextTick(() => this.emit('error', error))
    return this
  }
  Socket.prototype.connect = guardedConnect as typeof Socket.prototype.connect
  Server.prototype.listen = guardedListen as typeof Server.prototype.listen
  return { allow: (socket) => void allowed.add(socket), allowServer: (server) => void allowedServers.add(server) }
}

/** Node hands its own functions an array of what was given, others give a path, a port with a host, or an object. */
const placeOf = (args: readonly unknown[]): Place => {
  const [first, second] = args
  if (Array.isArray(first)) return placeOf(first)
  if (typeof first === 'object' && first !== null) return first as Place
  if (typeof first === 'string' && !/^\d+$/.test(first)) return { path: first }
  return typeof second === 'string' ? { port: first, host: second } : { port: first }
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

const isAny = (host: string): boolean => /^[0:.]+$/.test(host)
