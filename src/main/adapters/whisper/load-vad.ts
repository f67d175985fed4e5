import type { LoadModel } from '../../core/ports/index.ts'
import { DetectParamsSchema } from './calls.ts'
import { modelBroken } from './model-failures.ts'
import { checkSpeechModel } from './model-file.ts'
import { nativeDevice } from './native-device.ts'
import { readPart } from './pcm-file.ts'

/** Loads Silero in the child process; its one method is `detect`. */
export const loadVad: LoadModel = async ({ modelPath, threads }) => {
  await checkSpeechModel(modelPath, 'vad')
  const { initWhisperVad } = await import('@fugood/whisper.node')
  const context = await initWhisperVad({ filePath: modelPath, nThreads: threads }).catch((error: unknown) => {
    throw modelBroken(modelPath, error)
  })
  return {
    device: nativeDevice(),
    call: async ({ params }) => {
      const { pcmPath, span } = DetectParamsSchema.parse(params)
      const samples = await readPart(pcmPath, span)
      if (samples.length === 0) return []
      const found = await context.detectSpeechData(samples.buffer)
      // These times are in centiseconds, though segments of a transcript are in milliseconds.
      return found.map(({ t0, t1 }) => ({ startSeconds: t0 / 100, endSeconds: t1 / 100 }))
    },
  }
}
