import { AppError } from '../../../contract/errors.ts'
import { SAMPLE_RATE } from '../ports/index.ts'
import type { Clock, Decoder, Transcriber, WorkFolder } from '../ports/index.ts'
import type { BenchDeps } from './bench.ts'

export interface SampleDeps {
  /** Recordings that ship with Freehold; the first is taken. */
  readonly samples: () => Promise<readonly string[]>
  readonly decoder: Pick<Decoder, 'decode'>
  readonly transcriber: Transcriber
  readonly workFolder: Pick<WorkFolder, 'pathFor' | 'remove'>
  readonly clock: Pick<Clock, 'monotonic'>
  readonly newId: () => string
}

// What an engine takes at one look.
const PART_SECONDS = 30
const MAX_SECONDS = 300

/** Writes the beginning of the sample down that ships with Freehold and tells how long that took, without the decoding; nothing of it is kept. */
export const createWriteSampleDown =
  ({ samples, decoder, transcriber, workFolder, clock, newId }: SampleDeps): BenchDeps['writeSampleDown'] =>
  async (model, mostSeconds, signal) => {
    const [path] = await samples()
    if (path === undefined) throw new AppError('UNSUPPORTED', 'The sample is missing from this installation.', { next: 'Install Freehold again.' })
    const name = `bench-${newId()}.pcm`
    const pcmPath = workFolder.pathFor(name)
    try {
      const { sampleCount } = await decoder.decode({ path, pcmPath, maxSeconds: MAX_SECONDS, signal })
      const speechSeconds = Math.min(sampleCount / SAMPLE_RATE, mostSeconds)
      const parts = Array.from({ length: Math.ceil(speechSeconds / PART_SECONDS) }, (_, part) => ({ startSeconds: part * PART_SECONDS, endSeconds: Math.min((part + 1) * PART_SECONDS, speechSeconds) }))
      const startedMs = clock.monotonic()
      await transcriber.transcribe({ pcmPath, model, parts, language: 'en', vocabulary: [], signal })
      return { speechSeconds, tookMs: clock.monotonic() - startedMs }
    } finally {
      await workFolder.remove(name)
    }
  }
