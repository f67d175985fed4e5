import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

// More threads than this gain little: the work is bound by memory, and the person's other programs need cores too.
const MOST = 8

/**
 * How many threads an engine takes: the physical cores this process may use but one, or on Apple Silicon half of all cores.
 * Its threads wait for each other by spinning, many times a word: where another program takes one of the cores, 3 s of work
 * took 23 s with all cores, and an answer of 1 s took 54 s.
 */
export const chooseThreads = (): number => {
  const allowed = availableParallelism()
  // Waiting for an efficiency core holds every other thread up, and about half of the cores are fast ones.
  if (process.platform === 'darwin') return clamp(Math.ceil(allowed / 2))
  return clamp(Math.min(allowed, physicalCores() ?? Math.ceil(allowed / 2)) - 1)
}

const clamp = (threads: number): number => Math.max(1, Math.min(MOST, threads))

const physicalCores = (): number | null => {
  try {
    return countCores(readFileSync('/proc/cpuinfo', 'utf8'))
  } catch {
    return null
  }
}

/** Counts distinct pairs of socket and core in the text of `/proc/cpuinfo`; null where it names none (ARM). */
export const countCores = (cpuinfo: string): number | null => {
  const cores = cpuinfo
    .split('\n\n')
    .map((block) => [/^physical id\s*: (\d+)/m.exec(block)?.[1], /^core id\s*: (\d+)/m.exec(block)?.[1]])
    .filter(([, core]) => core !== undefined)
  return cores.length === 0 ? null : new Set(cores.map((pair) => pair.join('/'))).size
}
