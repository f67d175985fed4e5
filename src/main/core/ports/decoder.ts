export interface DecodeRequest {
  readonly path: string
  /** Raw PCM (see audio.ts) is written here; replaced if it stands there from an earlier try. */
  readonly pcmPath: string
  readonly maxSeconds: number
  /** Called with each decoded chunk in order, so that levels need no second read. The array is reused: copy to keep. */
  readonly onSamples?: (samples: Int16Array) => void
  readonly signal: AbortSignal
}

export interface Decoded {
  /** `afconvert` or `ffmpeg`, for the log and `doctor`. */
  readonly decoder: string
  readonly sampleCount: number
  /** The file is damaged: what comes after this second could not be read. The part before is on disk. */
  readonly damagedAfterSeconds: number | null
}

/**
 * Opens any recording in a child process, in bounded memory.
 * Rejects with AppError: NOT_AUDIO, NO_AUDIO_TRACK, EMPTY_FILE, DAMAGED, ENCRYPTED, TOO_LONG, NO_DECODER, DECODER_FAILED,
 * NO_PERMISSION, FILE_GONE, DISK_FULL; or with the signal's AbortError.
 */
export interface Decoder {
  decode(request: DecodeRequest): Promise<Decoded>
  /** What is installed, for `doctor`: name and version, or null when nothing here decodes. */
  describe(signal: AbortSignal): Promise<{ readonly name: string; readonly version: string } | null>
}
