import type { MediaSource } from './media-source.ts'

export type Container = 'mp4' | 'quicktime' | 'caf' | 'wav' | 'aiff' | 'mp3' | 'aac' | 'flac' | 'ogg' | 'webm' | 'amr'

/** How much of the beginning `sniff` looks at. */
export const HEAD_BYTES = 4096

/** Files of before 2001 begin with an atom of the movie itself. */
const QUICKTIME_STARTS = new Set(['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'])

/** Names the container by its content; null when it is none that holds recordings. */
export const sniff = async (source: MediaSource, head: Buffer): Promise<Container | null> => {
  const tag = head.toString('latin1', 0, 4)
  const second = head.toString('latin1', 4, 8)
  const third = head.toString('latin1', 8, 12)
  if (second === 'ftyp') return third === 'qt  ' ? 'quicktime' : 'mp4'
  if (QUICKTIME_STARTS.has(second)) return 'quicktime'
  if (['RIFF', 'RF64', 'BW64'].includes(tag)) return third === 'WAVE' ? 'wav' : null
  if (tag === 'FORM') return third === 'AIFF' || third === 'AIFC' ? 'aiff' : null
  if (tag === 'caff') return 'caf'
  if (tag === 'fLaC') return 'flac'
  if (tag === 'OggS') return 'ogg'
  if (head.length > 4 && head.readUInt32BE(0) === 0x1a45dfa3) return 'webm'
  if (tag === '#!AM') return 'amr'
  if (tag.startsWith('ID3')) return afterId3(source, head)
  return frameSync(head)
}

const afterId3 = async (source: MediaSource, head: Buffer): Promise<Container | null> => {
  const next = await source.read(id3Size(head), HEAD_BYTES)
  return next.toString('latin1', 0, 4) === 'fLaC' ? 'flac' : (frameSync(next) ?? 'mp3')
}

/** The length of an ID3 tag with its header; its size is written in seven bits a byte. */
export const id3Size = (head: Buffer): number =>
  head.length < 10 ? head.length : 10 + (((head[6] ?? 0) & 127) << 21) + (((head[7] ?? 0) & 127) << 14) + (((head[8] ?? 0) & 127) << 7) + ((head[9] ?? 0) & 127)

/** Eleven set bits are a frame of MPEG audio, if what follows is possible; a text in UTF-16 begins with them too. */
const frameSync = (bytes: Buffer): Container | null => {
  if (bytes.length < 4 || bytes[0] !== 0xff || ((bytes[1] ?? 0) & 0xe0) !== 0xe0) return null
  const flags = bytes[1] ?? 0
  const rates = bytes[2] ?? 0
  const layer = (flags >> 1) & 3
  if (layer === 0) return (flags & 0xf0) === 0xf0 && ((rates >> 2) & 15) < 13 ? 'aac' : null
  const isReserved = ((flags >> 3) & 3) === 1 || layer === 3 || rates >> 4 === 15 || ((rates >> 2) & 3) === 3
  return isReserved ? null : 'mp3'
}
