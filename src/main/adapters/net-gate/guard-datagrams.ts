import { Socket } from 'node:dgram'
import type { Report } from './guard-report.ts'

type Method = (this: Socket, ...args: unknown[]) => unknown

// A group is joined by a packet of its own, and a bound socket takes what others send.
const METHODS = ['send', 'connect', 'bind', 'addMembership', 'addSourceSpecificMembership'] as const

/** Lets no datagram out: nothing of ours sends any. */
export const guardDatagrams = (report: Report): void => {
  const prototype = Socket.prototype as unknown as Record<string, Method>
  for (const name of METHODS) {
    prototype[name] = function (...args) {
      const address = args.find((each) => typeof each === 'string' && each !== '') as string | undefined
      const error = report.refuse('datagram', address ?? name)
      const callback = args.findLast((each) => typeof each === 'function') as ((error: Error) => void) | undefined
      process.nextTick(() => {
        if (callback !== undefined && name !== 'bind') callback(error)
        // Who sends without asking what became of it is not brought down for it.
        else if (this.listenerCount('error') > 0) this.emit('error', error)
      })
      return this
    }
  }
}
