import { BroadcastChannel, isMainThread } from 'node:worker_threads'

/** What tried to pass by the gate. */
export interface Blocked {
  readonly kind: 'socket' | 'server' | 'name' | 'datagram' | 'worker' | 'program' | 'binding' | 'addon'
  /** Where to, or what: an address, a name, a program. Never what was to be sent. */
  readonly target: string
  /** The package that tried, as far as the stack tells. */
  readonly from: string | null
  /** How often, since it was last told. */
  readonly count: number
}

export interface Report {
  /** Says no: records the attempt and makes the error to refuse with. */
  refuse(kind: Blocked['kind'], target: string): Error
  /** Told of what came before as well. Gives back how to stop listening. */
  onBlocked(listener: (blocked: Blocked) => void): () => void
}

const MERGE_MS = 60_000
const MOST_TARGETS = 100
const MOST_CHARACTERS = 100
const CHANNEL = 'freehold-guard'

/**
 * Keeps what was refused until somebody listens. The first attempt of a kind is told at once and those like it together once
 * a minute; past a hundred different ones they count as one: a loop cannot fill the record.
 */
export const createReport = (): Report => {
  const known = new Map<string, { readonly blocked: Omit<Blocked, 'count'>; untold: number }>()
  const listeners = new Set<(blocked: Blocked) => void>()
  const before: Blocked[] = []
  let timer: NodeJS.Timeout | undefined
  // A thread has a guard of its own and no record: what it refuses is told to the guard of the main thread.
  const channel = new BroadcastChannel(CHANNEL)
  channel.unref()
  if (isMainThread) channel.onmessage = (event: unknown) => add((event as { readonly data: Blocked }).data)

  const tell = (blocked: Blocked): void => {
    if (!isMainThread) channel.postMessage(blocked)
    else if (listeners.size === 0) before.push(blocked)
    else for (const listener of listeners) quietly(() => listener(blocked))
  }

  const flush = (): void => {
    timer = undefined
    for (const entry of known.values()) {
      if (entry.untold > 0) tell({ ...entry.blocked, count: entry.untold })
      entry.untold = 0
    }
    known.clear()
  }

  const add = ({ count, ...blocked }: Blocked): void => {
    const isMany = known.size >= MOST_TARGETS
    const shown = isMany ? { ...blocked, target: 'many others', from: null } : blocked
    const key = `${shown.kind} ${shown.from ?? ''} ${shown.target}`
    const entry = known.get(key)
    if (entry !== undefined) entry.untold += count
    else {
      known.set(key, { blocked: shown, untold: 0 })
      tell({ ...shown, count })
    }
    timer ??= setTimeout(flush, MERGE_MS).unref()
  }

  return {
    refuse: (kind, target) => {
      const shown = target.slice(0, MOST_CHARACTERS)
      const error = Object.assign(new Error(`Freehold refused this: nothing leaves but through its gate (${kind} ${shown}).`), { code: 'EACCES', syscall: kind })
      quietly(() => add({ kind, target: shown, from: packageOf(error.stack ?? ''), count: 1 }))
      return error
    },
    onBlocked: (listener) => {
      listeners.add(listener)
      for (const blocked of before.splice(0)) quietly(() => listener(blocked))
      return () => listeners.delete(listener)
    },
  }
}

/** The first package on a stack; our own code stands in none. */
const packageOf = (stack: string): string | null => /.*[/\\]node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)[/\\]/.exec(stack)?.[1]?.replace('\\', '/') ?? null

// A listener's own failure is no business of the code that was refused.
const quietly = (work: () => void): void => {
  try {
    work()
  } catch {
    // Whoever listens has a log of its own.
  }
}
