import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** All the memory of this machine. */
export const totalMemoryBytes = (): number => totalmem()

/** Cores without their hyper-threads, never more than this process may use: engines slow down beyond that. */
export const physicalCores = async (platform: NodeJS.Platform, signal: AbortSignal): Promise<number> => {
  const allowed = availableParallelism()
  const counted = platform === 'darwin' ? await countOnMac(signal) : platform === 'linux' ? await countOnLinux(signal) : null
  return Math.max(1, Math.min(counted ?? allowed, allowed))
}

// Performance cores alone: an engine's threads wait for the slowest of them.
const countOnMac = async (signal: AbortSignal): Promise<number | null> => {
  for (const name of ['hw.perflevel0.physicalcpu', 'hw.physicalcpu']) {
    const answer = await run('/usr/sbin/sysctl', ['-n', name], { signal, timeout: 2_000 }).catch(() => null)
    const count = Number(answer?.stdout.trim())
    if (Number.isInteger(count) && count > 0) return count
    signal.throwIfAborted()
  }
  return null
}

const countOnLinux = async (signal: AbortSignal): Promise<number | null> => {
  const text = await readFile('/proc/cpuinfo', { encoding: 'utf8', signal }).catch(() => '')
  signal.throwIfAborted()
  return countCores(text)
}

/** Distinct cores in the text of /proc/cpuinfo; null where it names none (as on ARM). */
export const countCores = (cpuInfo: string): number | null => {
  const cores = new Set<string>()
  for (const block of cpuInfo.split('\n\n')) {
    const socket = /^physical id\s*:\s*(\d+)$/m.exec(block)?.[1]
    const core = /^core id\s*:\s*(\d+)$/m.exec(block)?.[1]
    if (socket !== undefined && core !== undefined) cores.add(`${socket}:${core}`)
  }
  return cores.size > 0 ? cores.size : null
}
