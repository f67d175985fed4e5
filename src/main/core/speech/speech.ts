import type { Doubt, Segment } from '../../../contract/memos.ts'
import type { ModelFile } from '../../../contract/models.ts'
import type { Span, TranscribedWindow } from '../ports/index.ts'

/** Loudness of a recording: root mean square, 0 … 1, of each 20 ms frame. */
export interface Levels {
  readonly frameSeconds: number
  readonly rms: Float32Array
}

export interface LevelMeter {
  /** Takes decoded samples in order; keeps four bytes a frame (a 3-hour recording: 2.2 MB). */
  push(samples: Int16Array): void
  finish(): Levels
}

/** Speech that is written down, and kept, as one step: its parts are the spans of speech in it. */
export interface SpeechWindow {
  readonly index: number
  readonly parts: readonly Span[]
}

export interface WrittenDown {
  readonly segments: readonly Segment[]
  readonly language: string
  readonly engine: string
  readonly speechSeconds: number
  readonly doubts: readonly { readonly startSeconds: number; readonly endSeconds: number; readonly reasons: readonly Doubt[] }[]
}

/** Finds speech and writes it down; each step can be repeated, and its result kept between steps as JSON. */
export interface Speech {
  createLevelMeter(): LevelMeter
  /** For when decoding begins: the detector starts meanwhile. */
  prepareDetect(vadModel: ModelFile | null): void
  /** Loudness 0 … 1 of at most `count` equal slices, for the waveform. */
  waveform(levels: Levels, count: number): readonly number[]
  detect(request: {
    readonly pcmPath: string
    readonly durationSeconds: number
    readonly levels: Levels
    /** Without a model the energy gate alone decides. */
    readonly vadModel: ModelFile | null
    readonly isAhead?: boolean | undefined
    readonly onProgress?: (fraction: number) => void
    readonly signal: AbortSignal
  }): Promise<readonly Span[]>
  /** Pure: how speech is cut into windows of at most 10 minutes, at silences. Empty when there is no speech. */
  plan(spans: readonly Span[], durationSeconds: number): readonly SpeechWindow[]
  writeDownWindow(request: {
    readonly window: SpeechWindow
    readonly pcmPath: string
    readonly model: ModelFile
    readonly language: string
    readonly vocabulary: readonly string[]
    readonly isAhead?: boolean | undefined
    readonly onProgress?: (fraction: number) => void
    readonly onSegments?: (segments: readonly Segment[]) => void
    readonly signal: AbortSignal
  }): Promise<TranscribedWindow>
  /** Pure: joins the windows, marks doubtful segments (`doubtful` on each), keeps every word. */
  assemble(windows: readonly TranscribedWindow[], spans: readonly Span[]): WrittenDown
}
