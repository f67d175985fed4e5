import type { Segment } from '../../../contract/memos.ts'
import type { Engines, Transcriber } from '../../core/ports/index.ts'
import { type Heard, SpeechEventSchema, TranscribedSchema, type TranscribeParams } from './calls.ts'
import { heardToSegments } from './heard-to-segments.ts'
import { languageOfMost } from './language-of-most.ts'
import { checkLanguage } from './languages.ts'

const ENGINE_NAMES = { whisper: 'whisper.cpp', parakeet: 'parakeet' } as const
// ISO 639's word for a language that was not found out.
const UNDETERMINED = 'und'

/** Writes speech down with the built-in engine, Whisper or Parakeet by the model's kind; `threads` 0 chooses. */
export const createWhisperTranscriber = (deps: { readonly engines: Engines; readonly threads: () => number }): Transcriber => ({
  transcribe: async ({ pcmPath, model, parts, language, vocabulary, isAhead, onProgress, onSegments, signal }) => {
    const kind = model.kind === 'parakeet' ? 'parakeet' : 'whisper'
    checkLanguage(language)
    const engine = ENGINE_NAMES[kind]
    if (parts.length === 0) return { segments: [], language, engine }
    const place = (heard: readonly Heard[], index: number): readonly Segment[] => {
      const part = parts[index]
      return part === undefined ? [] : heardToSegments(heard, part)
    }
    const params: TranscribeParams = { pcmPath, parts: [...parts], language, prompt: vocabulary.join(', ') }
    const onEvent = (raw: unknown): void => {
      const event = SpeechEventSchema.parse(raw)
      if (event.type === 'progress') onProgress?.(event.fraction)
      else onSegments?.(place(event.heard, event.part))
    }
    const spec = { kind, modelPath: model.path, threads: deps.threads() } as const
    const answer = TranscribedSchema.parse(await deps.engines.call(spec, { method: 'transcribe', params, onEvent, user: 'Memos', signal, ...(isAhead === true ? { order: 'urgent' as const } : {}) }))
    onProgress?.(1)
    return {
      segments: answer.parts.flatMap(({ heard }, index) => place(heard, index)),
      language: languageOfMost(answer.parts) ?? (language === 'auto' ? UNDETERMINED : language),
      engine,
    }
  },
})
