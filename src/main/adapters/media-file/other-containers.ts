import { cleanText } from './clean-text.ts'
import type { MediaSource } from './media-source.ts'
import type { Container } from './sniff.ts'
import { id3Size } from './sniff.ts'

export interface SimpleFacts {
  readonly title: string | null
  readonly durationSeconds: number | null
}

const NOTHING: SimpleFacts = { title: null, durationSeconds: null }
const MAX_CHUNKS = 64
const MAX_TAG_BYTES = 256 * 1024

/** What is cheap to know of a file that is not a movie; what would need more reading is left to the decoder. */
export const readSimple = async (source: MediaSource, container: Container, head: Buffer): Promise<SimpleFacts> => {
  if (container === 'wav') return readWav(source)
  if (container === 'aiff') return readAiff(source)
  if (container === 'flac') return readFlac(head)
  return head.toString('latin1', 0, 3) === 'ID3' ? { ...NOTHING, title: await readId3Title(source, head) } : NOTHING
}

const readWav = async (source: MediaSource): Promise<SimpleFacts> => {
  let byteRate = 0
  let dataBytes = 0
  let title: string | null = null
  for await (const chunk of listChunks(source, false)) {
    if (chunk.type === 'fmt ') byteRate = await readByteRate(source, chunk)
    // A writer that streamed did not know the size, and left none or as many bits set as it dared.
    else if (chunk.type === 'data' && chunk.sizeBytes > 0 && chunk.sizeBytes < 0x7ff00000) dataBytes = chunk.sizeBytes
    else if (chunk.type === 'LIST') title = await readInfoTitle(source, chunk)
  }
  return { title, durationSeconds: byteRate > 0 && dataBytes > 0 ? dataBytes / byteRate : null }
}

const readByteRate = async (source: MediaSource, format: Chunk): Promise<number> => {
  const bytes = await source.read(format.start, 12)
  return bytes.length < 12 ? 0 : bytes.readUInt32LE(8)
}

const readInfoTitle = async (source: MediaSource, chunk: Chunk): Promise<string | null> => {
  const bytes = await source.read(chunk.start, Math.min(chunk.sizeBytes, MAX_TAG_BYTES))
  if (bytes.toString('latin1', 0, 4) !== 'INFO') return null
  for (let at = 4; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4)
    if (bytes.toString('latin1', at, at + 4) === 'INAM') return cleanText(bytes.toString('utf8', at + 8, at + 8 + size))
    at += 8 + size + (size % 2)
  }
  return null
}

const readAiff = async (source: MediaSource): Promise<SimpleFacts> => {
  let title: string | null = null
  let durationSeconds: number | null = null
  for await (const chunk of listChunks(source, true)) {
    if (chunk.type === 'NAME') title = cleanText((await source.read(chunk.start, Math.min(chunk.sizeBytes, 4096))).toString('utf8'))
    if (chunk.type !== 'COMM') continue
    const bytes = await source.read(chunk.start, 18)
    if (bytes.length < 18) continue
    const rate = readExtended(bytes.subarray(8, 18))
    const frames = bytes.readUInt32BE(2)
    durationSeconds = rate >= 1 && frames > 0 ? frames / rate : null
  }
  return { title, durationSeconds }
}

/** An 80-bit number of the Motorola 68881, as AIFF writes its sample rate. */
const readExtended = (bytes: Buffer): number => Number(bytes.readBigUInt64BE(2)) * 2 ** ((bytes.readUInt16BE(0) & 0x7fff) - 16_383 - 63)

const readFlac = (head: Buffer): SimpleFacts => {
  if (head.length < 26) return NOTHING
  const rate = head.readUIntBE(18, 3) >> 4
  const frames = ((head[21] ?? 0) & 15) * 2 ** 32 + head.readUInt32BE(22)
  return { title: null, durationSeconds: rate > 0 && frames > 0 ? frames / rate : null }
}

const readId3Title = async (source: MediaSource, head: Buffer): Promise<string | null> => {
  const version = head[3] ?? 0
  if (version !== 3 && version !== 4) return null
  const bytes = await source.read(10, Math.min(id3Size(head) - 10, MAX_TAG_BYTES))
  for (let at = 0; at + 10 <= bytes.length; ) {
    const size = version === 4 ? id3Size(Buffer.concat([Buffer.alloc(6), bytes.subarray(at + 4, at + 8)])) - 10 : bytes.readUInt32BE(at + 4)
    if (size <= 0) return null
    if (bytes.toString('latin1', at, at + 4) === 'TIT2') return decodeId3(bytes.subarray(at + 10, at + 10 + size))
    at += 10 + size
  }
  return null
}

const decodeId3 = (bytes: Buffer): string | null => {
  const encoding = ['latin1', 'utf-16', 'utf-16be', 'utf-8'][bytes[0] ?? 0]
  return encoding === undefined ? null : cleanText(new TextDecoder(encoding).decode(bytes.subarray(1)))
}

interface Chunk {
  readonly type: string
  readonly start: number
  readonly sizeBytes: number
}

async function* listChunks(source: MediaSource, bigEndian: boolean): AsyncGenerator<Chunk> {
  let offset = 12
  for (let count = 0; count < MAX_CHUNKS; count += 1) {
    const header = await source.read(offset, 8)
    if (header.length < 8) return
    const sizeBytes = bigEndian ? header.readUInt32BE(4) : header.readUInt32LE(4)
    yield { type: header.toString('latin1', 0, 4), start: offset + 8, sizeBytes }
    offset += 8 + sizeBytes + (sizeBytes % 2)
  }
}
