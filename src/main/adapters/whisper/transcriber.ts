import type { Engines, Transcriber } from '../../core/ports/index.ts'
import { createBufferTime } from './buffer-time.ts'
import { SpeechEventSchema, TranscribedSchema, type TranscribeParams } from './calls.ts'
import { heardToSegments } from './heard-to-segments.ts'
import { checkLanguage } from './languages.ts'

const ENGINE_NAMES = { whisper: 'whisper.cpp', parakeet: 'parakeet' } as const
// ISO 639's word for a language that was not found out.
const UNDETERMINED = 'und'

/** Writes speech down with the built-in engine, Whisper or Parakeet by the model's kind; `threads` 0 chooses. */
export const createWhisperTranscriber = (deps: { readonly engines: Engines; readonly threads: () => number }): Transcriber => ({
  transcribe: async ({ pcmPath, model, parts, gapSeconds, language, vocabulary, onProgress, onSegments, signal }) => {
    const kind = model.kind === 'parakeet' ? 'parakeet' : 'whisper'
    checkLanguage(language)
    const engine = ENGINE_NAMES[kind]
    if (parts.length === 0) return { segments: [], language, engine }
    const time = createBufferTime(parts, gapSeconds)
    const params: TranscribeParams = { pcmPath, parts: [...parts], gapSeconds, language, prompt: vocabulary.join(', ') }
    const onEvent = (raw: unknown): void => {
      const event = SpeechEventSchema.parse(raw)
      if (event.type === 'progress') onProgress?.(event.fraction)
      else onSegments?.(heardToSegments(event.heard, time))
    }
    const spec = { kind, modelPath: model.path, threads: deps.threads() } as const
    const answer = TranscribedSchema.parse(await deps.engines.call(spec, { method: 'transcribe', params, onEvent, signal }))
    onProgress?.(1)
    return {
      segments: heardToSegments(answer.heard, time),
      language: answer.language ?? (language === 'auto' ? UNDETERMINED : language),
      engine,
    }
  },
})
