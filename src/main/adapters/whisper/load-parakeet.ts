import type { LoadedModel, LoadModel } from '../../core/ports/index.ts'
import { type SpeechEvent, TranscribeParamsSchema, type Transcribed, type TranscribedPart } from './calls.ts'
import { modelBroken } from './model-failures.ts'
import { checkSpeechModel } from './model-file.ts'
import { nativeDevice } from './native-device.ts'
import { readPart } from './pcm-file.ts'

/** Loads a Parakeet model in the child process; its one method is `transcribe`. It gives segments, and no words. */
export const loadParakeet: LoadModel = async ({ modelPath, threads }) => {
  await checkSpeechModel(modelPath, 'parakeet')
  const { initParakeet } = await import('@fugood/whisper.node')
  const context = await initParakeet({ filePath: modelPath, useGpu: true }).catch((error: unknown) => {
    throw modelBroken(modelPath, error)
  })

  const call: LoadedModel['call'] = async ({ params, emit, signal }) => {
    const { pcmPath, parts } = TranscribeParamsSchema.parse(params)
    const done: TranscribedPart[] = []
    for (const [index, part] of parts.entries()) {
      const samples = await readPart(pcmPath, part)
      signal.throwIfAborted()
      const { promise, stop } = context.transcribeData(samples.buffer, { maxThreads: threads })
      // Unlike Whisper's, this computation stops when told to, and its promise settles.
      const onAbort = (): void => void stop()
      signal.addEventListener('abort', onAbort, { once: true })
      const { segments } = await promise.finally(() => signal.removeEventListener('abort', onAbort))
      signal.throwIfAborted()
      const heard = segments.map(({ text, t0, t1 }) => ({ startSeconds: t0 / 1000, endSeconds: t1 / 1000, text, pieces: [] }))
      emit({ type: 'heard', part: index, heard } satisfies SpeechEvent)
      emit({ type: 'progress', fraction: (index + 1) / parts.length } satisfies SpeechEvent)
      done.push({ heard, language: null })
    }
    return { parts: done } satisfies Transcribed
  }
  return { device: nativeDevice(), call }
}
