import { setImmediate } from 'node:timers/promises'
import type { LoadModel, Span } from '../../core/ports/index.ts'
import { DetectParamsSchema } from './calls.ts'
import { modelBroken } from './model-failures.ts'
import { checkSpeechModel } from './model-file.ts'
import { nativeDevice } from './native-device.ts'
import { readPart } from './pcm-file.ts'
import { readTensors } from './silero/read-tensors.ts'
import { CHUNK_SAMPLES, createSilero, type Silero } from './silero/silero.ts'
import { speechSpans } from './silero/speech-spans.ts'

const FULL_SCALE = 32_768
// About 0.1 s of work: in between the child answers the host, and hears of a cancel.
const CHUNKS_AT_ONCE = 256

type Detect = (samples: Int16Array<ArrayBuffer>, signal: AbortSignal) => Promise<readonly Span[]>

/**
 * Loads Silero in the child process; its one method is `detect`. The binding computes each recording twice for one answer
 * (`detectSpeechData` detects, then has the detection done again for the spans), so the network is run here where its
 * file is of the known make, and by the binding otherwise.
 */
export const loadVad: LoadModel = async ({ modelPath, threads }) => {
  await checkSpeechModel(modelPath, 'vad')
  const tensors = await readTensors(modelPath)
  const silero = tensors === null ? null : createSilero(tensors)
  const detect = silero === null ? await loadByBinding(modelPath, threads) : detectBy(silero)
  return {
    device: silero === null ? nativeDevice() : 'CPU',
    call: async ({ params, signal }) => {
      const { pcmPath, span } = DetectParamsSchema.parse(params)
      const samples = await readPart(pcmPath, span)
      return samples.length === 0 ? [] : detect(samples, signal)
    },
  }
}

const detectBy =
  (silero: Silero): Detect =>
  async (samples, signal) => {
    silero.reset()
    const probabilities = new Float64Array(Math.ceil(samples.length / CHUNK_SAMPLES))
    const heard = new Float64Array(CHUNK_SAMPLES)
    for (let chunk = 0; chunk < probabilities.length; chunk += 1) {
      if (chunk % CHUNKS_AT_ONCE === 0) await setImmediate(undefined, { signal })
      // Past the end there is silence.
      for (let index = 0; index < CHUNK_SAMPLES; index += 1) heard[index] = (samples[chunk * CHUNK_SAMPLES + index] ?? 0) / FULL_SCALE
      probabilities[chunk] = silero.hear(heard)
    }
    return speechSpans(probabilities)
  }

const loadByBinding = async (modelPath: string, threads: number): Promise<Detect> => {
  const { initWhisperVad } = await import('@fugood/whisper.node')
  const context = await initWhisperVad({ filePath: modelPath, nThreads: threads }).catch((error: unknown) => {
    throw modelBroken(modelPath, error)
  })
  return async (samples) => {
    const found = await context.detectSpeechData(samples.buffer)
    // These times are in centiseconds, though segments of a transcript are in milliseconds.
    return found.map(({ t0, t1 }) => ({ startSeconds: t0 / 100, endSeconds: t1 / 100 }))
  }
}
