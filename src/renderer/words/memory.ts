const GIB = 2 ** 30
const MIB = 2 ** 20

/** `3.6`: GB of memory, of 2^30 bytes as memory is sold; files are counted in powers of ten. */
export const gigabytesOfMemory = (bytes: number): string => (bytes / GIB).toFixed(1)

/** Memory in one unit, so that figures compare: `3.6 GB`, `0.8 GB`; `12 MB` only for what would be nothing. */
export const memoryInWords = (bytes: number): string => {
  if (bytes === 0) return '0 GB'
  return bytes < 0.05 * GIB ? `${Math.max(1, Math.round(bytes / MIB))} MB` : `${gigabytesOfMemory(bytes)} GB`
}
