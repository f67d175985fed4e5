import type { Segment } from '../../../contract/memos.ts'
import type { ModelFile } from '../../../contract/models.ts'
import type { Span } from './audio.ts'

export interface DetectRequest {
  readonly pcmPath: string
  readonly model: ModelFile
  /** Where to look; the rest is known to be silent. */
  readonly within: readonly Span[]
  /** Somebody waits for it: it goes before what waits for the same model. */
  readonly isAhead?: boolean | undefined
  readonly onProgress?: (fraction: number) => void
  readonly signal: AbortSignal
}

/** Finds speech (voice activity detection). Spans come back in order, apart, in seconds of the recording. */
export interface SpeechDetector {
  /** Says that `detect` comes soon, so that what takes time to start is ready by then. */
  prepare(model: ModelFile): void
  detect(request: DetectRequest): Promise<readonly Span[]>
}

export interface TranscribeWindowRequest {
  readonly pcmPath: string
  readonly model: ModelFile
  /**
   * Parts of the recording, in order, at most 10 minutes together. Each is heard for itself: no text context and no
   * decode goes from one to the next. A part of up to 30 seconds costs the engine one look.
   */
  readonly parts: readonly Span[]
  /** ISO 639-1, or `auto`. */
  readonly language: string
  readonly vocabulary: readonly string[]
  /** Somebody waits for it: it goes before what waits for the same model. */
  readonly isAhead?: boolean | undefined
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
 * Writes speech down, part by part; `onSegments` gets each part's segments once, as soon as the part is done or sooner.
 * Rejects with AppError NO_MODEL, MODEL_BROKEN, ENGINE_CRASHED, ENGINE_TIMEOUT, or AbortError.
 */
export interface Transcriber {
  transcribe(request: TranscribeWindowRequest): Promise<TranscribedWindow>
}
