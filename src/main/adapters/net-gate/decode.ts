import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
}

/** What undoes an answer's `content-encoding`, in the order to apply it; null for an encoding nobody knows. */
export const decodersFor = (encoding: string): readonly Transform[] | null => {
  const names = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
  const makers = names.toReversed().map((name) => DECODERS[name])
  // Nobody honest encodes more than twice; each step can blow a small answer up a thousandfold.
  if (makers.length > 2) return null
  return makers.every((make) => make !== undefined) ? makers.map((make) => make()) : null
}
