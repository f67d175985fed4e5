import type { Segment } from '../../../contract/memos.ts'

export interface MediaFacts {
  /** `mp4`, `quicktime`, `caf`, `wav`, `aiff`, `mp3`, `aac`, `flac`, `ogg`, `webm`; by content, never by extension. */
  readonly container: string
  readonly title: string | null
  /** ISO 8601 with offset or Z, from the file's own metadata. */
  readonly recordedAt: string | null
  /** E.g. `iPhone`, from the encoder string. */
  readonly device: string | null
  readonly durationSeconds: number | null
  /** Apple's own transcript (`tsrp`), when the file carries one. */
  readonly appleTranscript: { readonly language: string; readonly segments: readonly Segment[] } | null
}

/**
 * Reads a media file's facts in bounded time and memory, without decoding.
 * Rejects with AppError NOT_AUDIO, NO_AUDIO_TRACK, EMPTY_FILE, DAMAGED, ENCRYPTED, FILE_GONE, NO_PERMISSION.
 */
export interface MediaInspector {
  inspect(path: string, signal: AbortSignal): Promise<MediaFacts>
}
