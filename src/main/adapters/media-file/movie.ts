import { AppError } from '../../../contract/errors.ts'
import type { MediaFacts } from '../../core/ports/media-inspector.ts'
import { parseAppleTranscript } from './apple-transcript.ts'
import { findAtom, listAtoms, type Atom } from './atoms.ts'
import { cleanText } from './clean-text.ts'
import type { MediaSource } from './media-source.ts'
import { isTranscriptKey, readMetadata, readUserTexts, type MetadataItems } from './metadata-items.ts'
import { deviceOf, isoDate, macDate } from './metadata-values.ts'

const MAX_TRACKS = 32
const MAX_TRANSCRIPT_BYTES = 8 * 1024 * 1024
const ENCRYPTED = new Set(['drms', 'drmi', 'enca', 'aavd'])

type MovieFacts = Omit<MediaFacts, 'container'>

/** Reads the facts of an MPEG-4 or QuickTime file from its index (`moov`), wherever that stands. */
export const readMovie = async (source: MediaSource): Promise<MovieFacts> => {
  const movie = (await listAtoms(source, 0, source.sizeBytes)).find((atom) => atom.type === 'moov')
  if (movie === undefined) {
    throw new AppError('DAMAGED', 'The recording is not complete: its index is missing, so nothing of it can be read.', {
      next: 'If it is still being copied, try again afterwards; else look for another copy of it.',
    })
  }
  const children = await listAtoms(source, movie.start, movie.end)
  const tracks = children.filter((atom) => atom.type === 'trak').slice(0, MAX_TRACKS)
  await requireAudio(source, tracks)
  const items = await movieItems(source, children)
  const header = await readHeader(source, children)
  return {
    title: textOf(items, '©nam', 'com.apple.quicktime.title', 'com.apple.quicktime.displayname'),
    recordedAt: isoDate(textOf(items, 'com.apple.quicktime.creationdate', '©day')) ?? header.createdAt,
    device: deviceOf(textOf(items, '©too', '©swr', 'com.apple.quicktime.software'), textOf(items, 'com.apple.quicktime.model', '©mod')),
    durationSeconds: header.durationSeconds,
    appleTranscript: await findTranscript(source, tracks, items),
  }
}

const requireAudio = async (source: MediaSource, tracks: readonly Atom[]): Promise<void> => {
  const codecs: string[] = []
  for (const track of tracks) {
    const handler = await findAtom(source, track, 'mdia', 'hdlr')
    if (handler === null || (await source.read(handler.start, 12)).toString('latin1', 8, 12) !== 'soun') continue
    const descriptions = await findAtom(source, track, 'mdia', 'minf', 'stbl', 'stsd')
    codecs.push(descriptions === null ? '' : (await source.read(descriptions.start, 16)).toString('latin1', 12, 16))
  }
  if (codecs.length === 0) throw new AppError('NO_AUDIO_TRACK', 'There is no sound in this file.')
  if (codecs.every((codec) => ENCRYPTED.has(codec))) {
    throw new AppError('ENCRYPTED', 'The recording is encrypted, so it cannot be opened here.', { next: 'Add a copy without protection.' })
  }
}

const movieItems = async (source: MediaSource, children: readonly Atom[]): Promise<MetadataItems> => {
  const items = new Map<string, Buffer>()
  const add = (more: MetadataItems): void => {
    for (const [name, value] of more) if (!items.has(name)) items.set(name, value)
  }
  const meta = children.find((atom) => atom.type === 'meta')
  if (meta !== undefined) add(await readMetadata(source, meta))
  for (const userData of children.filter((atom) => atom.type === 'udta').slice(0, 4)) {
    const inner = await findAtom(source, userData, 'meta')
    if (inner !== null) add(await readMetadata(source, inner))
    add(await readUserTexts(source, userData))
  }
  return items
}

const readHeader = async (source: MediaSource, children: readonly Atom[]): Promise<{ readonly createdAt: string | null; readonly durationSeconds: number | null }> => {
  const atom = children.find((child) => child.type === 'mvhd')
  const bytes = atom === undefined ? Buffer.alloc(0) : await source.read(atom.start, Math.min(atom.end - atom.start, 32))
  const isWide = bytes[0] === 1
  if (bytes.length < (isWide ? 32 : 20)) return { createdAt: null, durationSeconds: null }
  const created = isWide ? Number(bytes.readBigUInt64BE(4)) : bytes.readUInt32BE(4)
  const scale = bytes.readUInt32BE(isWide ? 20 : 12)
  const duration = isWide ? Number(bytes.readBigUInt64BE(24)) : bytes.readUInt32BE(16)
  // All bits set, or nothing, means that the length is not known.
  const isKnown = scale > 0 && duration > 0 && duration < (isWide ? 2 ** 62 : 0xffffffff)
  return { createdAt: macDate(created), durationSeconds: isKnown ? duration / scale : null }
}

/** In an .m4a it stands in the track (`moov/trak/udta/tsrp`), in a .qta under a metadata key. */
const findTranscript = async (source: MediaSource, tracks: readonly Atom[], items: MetadataItems): Promise<MediaFacts['appleTranscript']> => {
  for (const track of tracks) {
    const atom = await findAtom(source, track, 'udta', 'tsrp')
    const sizeBytes = atom === null ? 0 : atom.end - atom.start
    const found = atom === null || sizeBytes > MAX_TRANSCRIPT_BYTES ? null : parseAppleTranscript(await source.read(atom.start, sizeBytes))
    if (found !== null) return found
    const meta = await findAtom(source, track, 'meta')
    const inTrack = meta === null ? null : transcriptItem(await readMetadata(source, meta))
    if (inTrack !== null) return inTrack
  }
  return transcriptItem(items)
}

const transcriptItem = (items: MetadataItems): MediaFacts['appleTranscript'] => {
  for (const [name, value] of items) {
    const found = isTranscriptKey(name) ? parseAppleTranscript(value) : null
    if (found !== null) return found
  }
  return null
}

const textOf = (items: MetadataItems, ...names: readonly string[]): string | null => {
  for (const name of names) {
    const value = items.get(name)
    const text = value === undefined ? null : cleanText(value.toString('utf8'))
    if (text !== null) return text
  }
  return null
}
