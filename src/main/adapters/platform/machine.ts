import { freemem, totalmem } from 'node:os'

/** All the memory of this machine, or as much of it as this process may use. */
export const totalMemoryBytes = (): number => Math.min(totalmem(), process.constrainedMemory() || Infinity)

/** What could be had without swapping; null on macOS, which counts what it could drop at once as used. */
export const freeMemoryBytes = (platform: NodeJS.Platform): number | null => (platform === 'linux' ? freemem() : null)
