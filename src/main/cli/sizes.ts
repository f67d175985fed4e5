/** `3.6 GB`, `96 MB`: memory, in powers of two as it is sold. */
export const memoryText = (bytes: number): string => {
  if (bytes === 0) return '0 GB'
  return bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GB` : `${Math.max(1, Math.round(bytes / 2 ** 20))} MB`
}

/** `1.6 GB`, `78 MB`, `7.4 MB`, `540 kB`: powers of ten, as the Mac counts. */
export const sizeText = (bytes: number): string => {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`
  return `${Math.round(bytes / 1e3)} kB`
}
