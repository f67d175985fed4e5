import { findAtom, listAtoms, type Atom } from './atoms.ts'
import type { MediaSource } from './media-source.ts'

const MAX_KEYS = 200
const MAX_KEY_BYTES = 64 * 1024
const MAX_VALUE_BYTES = 8 * 1024 * 1024
const MAX_TEXT_BYTES = 4096

export type MetadataItems = ReadonlyMap<string, Buffer>

/** The items of a `meta` atom, by iTunes name (`©nam`) or QuickTime key (`com.apple.quicktime.title`). */
export const readMetadata = async (source: MediaSource, meta: Atom): Promise<MetadataItems> => {
  const body = await metaBody(source, meta)
  const list = await findAtom(source, body, 'ilst')
  if (list === null) return new Map()
  const keys = await readKeys(source, body)
  const items = new Map<string, Buffer>()
  for (const item of (await listAtoms(source, list.start, list.end)).slice(0, MAX_KEYS)) {
    const data = await findAtom(source, item, 'data')
    // Four bytes of type and four of language stand before the value.
    if (data === null || data.end - data.start <= 8) continue
    const name = keys[Buffer.from(item.type, 'latin1').readUInt32BE(0) - 1] ?? item.type
    const limitBytes = isTranscriptKey(name) ? MAX_VALUE_BYTES : MAX_TEXT_BYTES
    items.set(name, await source.read(data.start + 8, Math.min(data.end - data.start - 8, limitBytes)))
  }
  return items
}

/** Whether a metadata key is the one in which Apple keeps its own transcript. */
export const isTranscriptKey = (name: string): boolean => /tsrp|transcript/i.test(name)

/** The texts of QuickTime's older user data (`udta/©nam`: a length, a language, the text). */
export const readUserTexts = async (source: MediaSource, userData: Atom): Promise<MetadataItems> => {
  const items = new Map<string, Buffer>()
  for (const atom of (await listAtoms(source, userData.start, userData.end)).slice(0, MAX_KEYS)) {
    if (!atom.type.startsWith('©')) continue
    const bytes = await source.read(atom.start, Math.min(atom.end - atom.start, MAX_TEXT_BYTES))
    if (bytes.length > 4) items.set(atom.type, bytes.subarray(4, 4 + bytes.readUInt16BE(0)))
  }
  return items
}

/** In ISO files `meta` begins with four bytes of version, in QuickTime at once with its children. */
const metaBody = async (source: MediaSource, meta: Atom): Promise<Atom> => {
  const head = await source.read(meta.start, 8)
  return head.toString('latin1', 4, 8) === 'hdlr' ? meta : { ...meta, start: meta.start + 4 }
}

const readKeys = async (source: MediaSource, body: Atom): Promise<readonly string[]> => {
  const atom = await findAtom(source, body, 'keys')
  if (atom === null) return []
  const bytes = await source.read(atom.start, Math.min(atom.end - atom.start, MAX_KEY_BYTES))
  const keys: string[] = []
  let offset = 8
  while (offset + 8 <= bytes.length && keys.length < MAX_KEYS) {
    const size = bytes.readUInt32BE(offset)
    if (size < 8) break
    keys.push(bytes.toString('utf8', offset + 8, offset + size))
    offset += size
  }
  return keys
}
