import dns from 'node:dns'
import { isIP } from 'node:net'
import type { Report } from './guard-report.ts'

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown
type Holder = Record<string, unknown>

const isLookup = (name: string): boolean => /^(lookup|lookupService|reverse|resolve.*)$/.test(name)
// These answer by themselves: a server that listens on 127.0.0.1 asks for it too.
const asksNobody = (name: unknown): boolean => name === 'localhost' || (typeof name === 'string' && isIP(name) !== 0) || name === undefined || name === null || name === ''

/** Lets nobody ask a name server, by callback or promise, with the system's servers or any other; gives the look-up as it was. */
export const guardNames = (report: Report): { lookup(hostname: string): Promise<readonly string[]> } => {
  const lookupBefore = dns.promises.lookup
  const places: readonly (readonly [Holder, boolean])[] = [
    [dns as unknown as Holder, false],
    [dns.promises as unknown as Holder, true],
    [dns.Resolver.prototype as unknown as Holder, false],
    [dns.promises.Resolver.prototype as unknown as Holder, true],
  ]
  for (const [holder, isPromise] of places) {
    for (const name of namesOf(holder)) {
      const original = holder[name]
      if (typeof original !== 'function' || !isLookup(name)) continue
      holder[name] = guarded(original as AnyFunction, name, isPromise, report)
    }
  }
  return { lookup: async (hostname) => (await lookupBefore(hostname, { all: true, order: 'verbatim' })).map(({ address }) => address) }
}

// A Resolver inherits its methods from a prototype of its own.
const namesOf = (holder: Holder): readonly string[] => {
  const parent = Object.getPrototypeOf(holder) as Holder | null
  return [...Object.getOwnPropertyNames(holder), ...(parent === null || parent === Object.prototype ? [] : Object.getOwnPropertyNames(parent))]
}

const guarded = (original: AnyFunction, name: string, isPromise: boolean, report: Report): AnyFunction => {
  const replaced: AnyFunction = function (...args) {
    const [asked] = args
    if (name === 'lookup' && asksNobody(asked)) return original.apply(this, args)
    const error = report.refuse('name', String(asked))
    if (isPromise) return Promise.reject(error)
    const callback = args.findLast((each) => typeof each === 'function') as AnyFunction | undefined
    if (callback === undefined) throw error
    process.nextTick(() => callback(error))
    return {}
  }
  // What `util.promisify` looks for is a property of the function.
  Object.defineProperties(replaced, Object.getOwnPropertyDescriptors(original))
  return replaced
}
