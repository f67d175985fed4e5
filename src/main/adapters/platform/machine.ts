import { cpus, freemem, totalmem } from 'node:os'

/** All the memory of this machine, or as much of it as this process may use. */
export const totalMemoryBytes = (): number => Math.min(totalmem(), process.constrainedMemory() || Infinity)

/** What could be had without swapping; null on macOS, which counts what it could drop at once as used. */
export const freeMemoryBytes = (platform: NodeJS.Platform): number | null => (platform === 'linux' ? freemem() : null)

/** The processor as people call it: `M3 Pro`, or the whole of its name; null where the system does not tell. */
export const chipName = (model = cpus()[0]?.model): string | null => {
  const name = (model ?? '').replaceAll(/\((R|TM)\)/gi, '').replaceAll(/\s+/g, ' ').trim()
  return name === '' || name === 'unknown' ? null : name.replace(/^Apple /, '').replace(/ (CPU )?@ .*$/, '')
}
