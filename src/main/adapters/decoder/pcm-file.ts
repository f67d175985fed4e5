import { open, rm, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../../../contract/errors.ts'
import { SAMPLE_RATE } from '../../core/ports/audio.ts'

const BYTES_PER_SAMPLE = 2
const BUFFER_SAMPLES = 32_768

export interface PcmFile {
  /** Takes the next bytes of s16le in order; rejects with TOO_LONG or DISK_FULL. */
  write(bytes: Uint8Array): Promise<void>
  sampleCount(): number
  close(): Promise<void>
  /** Closes and removes what was written. */
  discard(): Promise<void>
}

export interface PcmFileOptions {
  readonly path: string
  readonly maxSeconds: number
  readonly onSamples?: ((samples: Int16Array) => void) | undefined
}

/** Opens the file that takes the decoded audio; what stands there from an earlier try is replaced. */
export const openPcmFile = async ({ path, maxSeconds, onSamples }: PcmFileOptions): Promise<PcmFile> => {
  const handle = await open(path, 'w', 0o600).catch((error: unknown) => {
    throw diskError(error)
  })
  const maxSamples = maxSeconds * SAMPLE_RATE
  // A pipe's chunks may begin and end within a sample: they are gathered here, aligned, and one buffer serves for all.
  const samples = new Int16Array(BUFFER_SAMPLES)
  const buffer = Buffer.from(samples.buffer)
  let pendingBytes = 0
  let sampleCount = 0

  const flush = async (): Promise<void> => {
    const whole = Math.floor(pendingBytes / BYTES_PER_SAMPLE)
    if (whole === 0) return
    if (sampleCount + whole > maxSamples) throw tooLong(maxSeconds)
    const wholeBytes = whole * BYTES_PER_SAMPLE
    await writeAll(handle, buffer.subarray(0, wholeBytes))
    onSamples?.(samples.subarray(0, whole))
    sampleCount += whole
    buffer.copyWithin(0, wholeBytes, pendingBytes)
    pendingBytes -= wholeBytes
  }

  return {
    async write(bytes) {
      let offset = 0
      while (offset < bytes.length) {
        const part = bytes.subarray(offset, offset + buffer.length - pendingBytes)
        buffer.set(part, pendingBytes)
        pendingBytes += part.length
        offset += part.length
        if (pendingBytes === buffer.length) await flush()
      }
      await flush()
    },
    sampleCount: () => sampleCount,
    close: () => handle.close(),
    async discard() {
      await handle.close().catch(() => undefined)
      await rm(path, { force: true })
    },
  }
}

/** Rejects with DISK_FULL unless the folder of `path` has room for `bytes` more and a reserve. */
export const checkRoom = async (path: string, bytes: number, reserveBytes: number): Promise<void> => {
  const room = await statfs(dirname(path))
  if (room.bavail * room.bsize < bytes + reserveBytes) throw diskFull()
}

/** How many bytes a recording of this length takes as PCM. */
export const pcmBytes = (seconds: number): number => Math.ceil(seconds * SAMPLE_RATE * BYTES_PER_SAMPLE)

/** The recording is longer than the limit. */
export const tooLong = (maxSeconds: number): AppError =>
  new AppError('TOO_LONG', `The recording is longer than ${lengthInWords(maxSeconds)}, the longest that Freehold writes down at once.`, {
    next: 'Cut it into shorter pieces and add those.',
  })

const lengthInWords = (seconds: number): string => {
  const [count, unit] = seconds >= 3600 ? [seconds / 3600, 'hour'] : seconds >= 60 ? [seconds / 60, 'minute'] : [seconds, 'second']
  const rounded = Math.round(count * 10) / 10
  return `${rounded} ${unit}${rounded === 1 ? '' : 's'}`
}

const writeAll = async (handle: Awaited<ReturnType<typeof open>>, bytes: Uint8Array): Promise<void> => {
  for (let offset = 0; offset < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, offset).catch((error: unknown) => {
      throw diskError(error)
    })
    offset += bytesWritten
  }
}

/** Maps the errors of a full disk to DISK_FULL and leaves others as they are. */
export const diskError = (error: unknown): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG' ? diskFull(error) : error
}

const diskFull = (cause?: unknown): AppError =>
  new AppError('DISK_FULL', 'The recording is safe where it is, but there is no room on the disk to work on it.', {
    next: 'Free some space; the work goes on by itself.',
    cause,
  })
