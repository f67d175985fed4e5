import { AppError } from '../../../contract/errors.ts'
import type { MediaInspector } from '../../core/ports/media-inspector.ts'
import { withMediaSource, type MediaSource } from './media-source.ts'
import { readMovie } from './movie.ts'
import { readSimple } from './other-containers.ts'
import { HEAD_BYTES, sniff } from './sniff.ts'

/** Reads what a recording says of itself: by content, in a bounded number of small reads, without decoding. */
export const createMediaInspector = (): MediaInspector => ({
  inspect: (path, signal) =>
    withMediaSource(path, signal, async (source) => {
      const head = await source.read(0, HEAD_BYTES)
      const container = await sniff(source, head)
      if (container === null) throw await notARecording(source, head)
      if (container === 'mp4' || container === 'quicktime') return { container, ...(await readMovie(source)) }
      return { container, recordedAt: null, device: null, appleTranscript: null, ...(await readSimple(source, container, head)) }
    }),
})

const notARecording = async (source: MediaSource, head: Buffer): Promise<AppError> => {
  const middle = await source.read(Math.floor(source.sizeBytes / 2), HEAD_BYTES)
  if (isZero(head) && isZero(middle)) {
    return new AppError('DAMAGED', 'The file holds nothing but zeros: its content was lost, perhaps while it was copied.', { next: 'Look for another copy of it, on the phone or in a backup.' })
  }
  if (isText(head)) return new AppError('NOT_AUDIO', 'This is a text file, whatever its name says, so there is no recording in it.')
  return new AppError('NOT_AUDIO', 'This file is not a recording that Freehold can open.')
}

const isZero = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0)

const isText = (bytes: Buffer): boolean => bytes.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13))
