import { AppError } from '../../../contract/errors.ts'
import type { ModelFile } from '../../../contract/models.ts'
import { SAMPLE_RATE } from '../ports/index.ts'
import type { Decoder, Span, WorkFolder } from '../ports/index.ts'
import type { Speech } from '../speech/index.ts'
import type { Speeds } from './speeds.ts'

export interface AudioDeps {
  readonly decoder: Pick<Decoder, 'decode'>
  readonly speech: Speech
  readonly workFolder: WorkFolder
  readonly speeds: Speeds
  readonly monotonic: () => number
}

export interface AudioRead {
  readonly pcmName: string
  readonly pcmPath: string
  readonly sampleCount: number
  readonly durationSeconds: number
  readonly damagedAfterSeconds: number | null
  readonly spans: readonly Span[]
  readonly waveform: readonly number[]
}

const BYTES_A_SECOND = SAMPLE_RATE * 2
const ROOM_TO_SPARE_BYTES = 32 * 2 ** 20
const SURELY_CUT_SECONDS = 0.5
const WAVEFORM_SLICES = 1000

/**
 * Decodes a recording into the work folder and finds the speech in it. `knownSpans` says what an earlier try found in the
 * same samples. The decoded audio is removed when this fails; otherwise it is the caller's to remove.
 */
export const readAudio = async (
  deps: AudioDeps,
  request: {
    readonly path: string
    readonly pcmName: string
    readonly durationSeconds: number | null
    readonly container: string | null
    readonly maxSeconds: number
    readonly vadModel: ModelFile | null
    readonly isAhead?: boolean | undefined
    readonly knownSpans: (sampleCount: number) => readonly Span[] | null
    readonly onProgress: (stage: 'decode' | 'detect', fraction: number) => void
    readonly signal: AbortSignal
  },
): Promise<AudioRead> => {
  const { pcmName, signal } = request
  const pcmPath = deps.workFolder.pathFor(pcmName)
  try {
    await checkRoom(deps.workFolder, request.durationSeconds)
    deps.speech.prepareDetect(request.vadModel)
    const meter = deps.speech.createLevelMeter()
    const expectedSamples = (request.durationSeconds ?? 0) * SAMPLE_RATE
    let samplesSeen = 0
    const decodeStartMs = deps.monotonic()
    request.onProgress('decode', 0)
    const decoded = await deps.decoder.decode({
      path: request.path,
      pcmPath,
      maxSeconds: request.maxSeconds,
      onSamples: (samples) => {
        meter.push(samples)
        samplesSeen += samples.length
        if (expectedSamples > 0) request.onProgress('decode', samplesSeen / expectedSamples)
      },
      signal,
    })
    const durationSeconds = decoded.sampleCount / SAMPLE_RATE
    const detectStartMs = deps.monotonic()
    deps.speeds.measured('decode', durationSeconds, (detectStartMs - decodeStartMs) / 1000)

    const levels = meter.finish()
    request.onProgress('detect', 0)
    const known = request.knownSpans(decoded.sampleCount)
    const spans =
      known ??
      (await deps.speech.detect({ pcmPath, durationSeconds, levels, vadModel: request.vadModel, isAhead: request.isAhead, onProgress: (fraction) => request.onProgress('detect', fraction), signal }))
    if (known === null) deps.speeds.measured('detect', durationSeconds, (deps.monotonic() - detectStartMs) / 1000)
    request.onProgress('detect', 1)
    return {
      pcmName,
      pcmPath,
      sampleCount: decoded.sampleCount,
      durationSeconds,
      damagedAfterSeconds: decoded.damagedAfterSeconds ?? cutOffAfter(request, durationSeconds),
      spans,
      waveform: deps.speech.waveform(levels, WAVEFORM_SLICES),
    }
  } catch (error) {
    await deps.workFolder.remove(pcmName)
    throw error
  }
}

// Decoders take a file of plain samples that ends early for a whole one; its header says how long it was to be.
const cutOffAfter = (said: { readonly container: string | null; readonly durationSeconds: number | null }, durationSeconds: number): number | null =>
  (said.container === 'wav' || said.container === 'aiff') && (said.durationSeconds ?? 0) - durationSeconds > SURELY_CUT_SECONDS ? durationSeconds : null

const checkRoom = async (workFolder: WorkFolder, durationSeconds: number | null): Promise<void> => {
  const neededBytes = (durationSeconds ?? 0) * BYTES_A_SECOND + ROOM_TO_SPARE_BYTES
  if ((await workFolder.freeBytes()) >= neededBytes) return
  throw new AppError('DISK_FULL', `The recording is safe. Opening it takes ${Math.ceil(neededBytes / 2 ** 20)} MB of room on the disk for a while, and there is less.`, {
    next: 'Make some room; it then goes on by itself.',
  })
}
