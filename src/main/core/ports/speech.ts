import type { Segment } from '../../../contract/memos.ts'
import type { ModelFile } from '../../../contract/models.ts'
import type { Span } from './audio.ts'

export interface DetectRequest {
  readonly pcmPath: string
  readonly model: ModelFile
  /** Where to look; the rest is known to be silent. */
  readonly within: readonly Span[]
  readonly onProgress?: (fraction: number) => void
  readonly signal: AbortSignal
}

/** Finds speech (voice activity detection). Spans come back in order, apart, in seconds of the recording. */
export interface SpeechDetector {
  detect(request: DetectRequest): Promise<readonly Span[]>
}

export interface TranscribeWindowRequest {
  readonly pcmPath: string
  readonly model: ModelFile
  /**
   * Parts of the recording to hand to the engine as ONE buffer, in order, at most 10 minutes together. Where two parts do
   * not touch, `gapSeconds` of silence goes between them; times are mapped back to the recording.
   */
  readonly parts: readonly Span[]
  readonly gapSeconds: number
  /** ISO 639-1, or `auto`. */
  readonly language: string
  readonly vocabulary: readonly string[]
  readonly onProgress?: (fraction: number) => void
  readonly onSegments?: (segments: readonly Segment[]) => void
  readonly signal: AbortSignal
}

export interface TranscribedWindow {
  /** Times in seconds of the recording; words where the engine gives them; `probability` where it is exposed. */
  readonly segments: readonly Segment[]
  /** ISO 639-1. */
  readonly language: string
  /** `whisper.cpp`, `whisper-cli` or `parakeet`. */
  readonly engine: string
}

/**
 * Writes speech down. No text context is carried into a window from before it, and none across its internal gaps longer
 * than the engine's own decode. Rejects with AppError NO_MODEL, MODEL_BROKEN, ENGINE_CRASHED, ENGINE_TIMEOUT, or AbortError.
 */
export interface Transcriber {
  transcribe(request: TranscribeWindowRequest): Promise<TranscribedWindow>
}
