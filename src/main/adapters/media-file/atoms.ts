import type { MediaSource } from './media-source.ts'

const MAX_CHILDREN = 1000

/** One box of an ISO-BMFF or QuickTime file, without its header. */
export interface Atom {
  /** Four letters; `©` stands as U+00A9. */
  readonly type: string
  readonly start: number
  readonly end: number
}

/** Lists the atoms between two offsets; stops quietly where sizes stop making sense. */
export const listAtoms = async (source: MediaSource, start: number, end: number): Promise<readonly Atom[]> => {
  const atoms: Atom[] = []
  let offset = start
  while (offset + 8 <= end && atoms.length < MAX_CHILDREN) {
    const header = await source.read(offset, 16)
    if (header.length < 8) break
    const atom = readHeader(header, offset, end)
    if (atom === null) break
    atoms.push(atom)
    offset = atom.end
  }
  return atoms
}

/** Follows a path of types down from between two offsets; null where one is missing. */
export const findAtom = async (source: MediaSource, within: Atom, ...path: readonly string[]): Promise<Atom | null> => {
  let current: Atom = within
  for (const type of path) {
    const next = (await listAtoms(source, current.start, current.end)).find((atom) => atom.type === type)
    if (next === undefined) return null
    current = next
  }
  return current
}

const readHeader = (header: Buffer, offset: number, end: number): Atom | null => {
  const size = header.readUInt32BE(0)
  const type = header.toString('latin1', 4, 8)
  // A size of 0 means to the end; 1 means that 64 bits follow. What claims more than its parent has is cut.
  if (size === 0) return { type, start: offset + 8, end }
  if (size !== 1) return size < 8 ? null : { type, start: offset + 8, end: Math.min(offset + size, end) }
  if (header.length < 16) return null
  const wide = header.readBigUInt64BE(8)
  if (wide < 16n) return null
  const last = BigInt(offset) + wide
  return { type, start: offset + 16, end: last > BigInt(end) ? end : Number(last) }
}
