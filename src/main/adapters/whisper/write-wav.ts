import { type FileHandle, open } from 'node:fs/promises'
import { SAMPLE_RATE, type Span } from '../../core/ports/index.ts'
import { openPcm, partSamples } from './pcm-file.ts'

const HEADER_BYTES = 44
const BYTES_A_SAMPLE = 2
const CHUNK_BYTES = 262_144

/** Writes a part of a PCM file as a WAV file, in bounded memory. */
export const writeWav = async (
  wavPath: string,
  { pcmPath, part, signal }: { readonly pcmPath: string; readonly part: Span; readonly signal: AbortSignal },
): Promise<void> => {
  const { first, count } = partSamples(part)
  const audioBytes = count * BYTES_A_SAMPLE
  await using pcm = await openPcm(pcmPath)
  await using wav = await open(wavPath, 'wx', 0o600)
  await wav.write(wavHeader(audioBytes), 0, HEADER_BYTES, 0)
  await copy(pcm, first * BYTES_A_SAMPLE, wav, HEADER_BYTES, audioBytes, signal)
  // What lies past the end of the PCM file is never written: a hole in a file reads as zeros, as silence.
  await wav.truncate(HEADER_BYTES + audioBytes)
}

const copy = async (from: FileHandle, fromAt: number, to: FileHandle, toAt: number, count: number, signal: AbortSignal): Promise<void> => {
  const chunk = new Uint8Array(CHUNK_BYTES)
  let done = 0
  while (done < count) {
    signal.throwIfAborted()
    const { bytesRead } = await from.read(chunk, 0, Math.min(CHUNK_BYTES, count - done), fromAt + done)
    if (bytesRead === 0) return
    await to.write(chunk, 0, bytesRead, toAt + done)
    done += bytesRead
  }
}

const wavHeader = (audioBytes: number): Buffer => {
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(HEADER_BYTES - 8 + audioBytes, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(SAMPLE_RATE, 24)
  header.writeUInt32LE(SAMPLE_RATE * BYTES_A_SAMPLE, 28)
  header.writeUInt16LE(BYTES_A_SAMPLE, 32)
  header.writeUInt16LE(8 * BYTES_A_SAMPLE, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(audioBytes, 40)
  return header
}
