/** One audio track, as ffmpeg prints it. */
export interface AudioTrack {
  /** Its place among the audio tracks, for `-map 0:a:N`. */
  readonly index: number
  /** ffmpeg's name of the codec; `none` when it has no decoder for it. */
  readonly codec: string
  /** The container's four-letter name, e.g. `mp4a`, `apac`, `drms`. */
  readonly tag: string | null
}

/** What ffmpeg said of a file, gathered line by line from `-loglevel repeat+level+info`. */
export interface FfmpegLog {
  take(line: string): void
  readonly tracks: readonly AudioTrack[]
  /** The length by the container; null when it does not say, or ffmpeg guessed it from the bit rate. */
  durationSeconds(): number | null
  /** The container's length is the audio's: nothing else runs in it. */
  audioAlone(): boolean
  hasOtherTracks(): boolean
  errorCount(): number
  /** `misdetected`: not a media file at all; `unindexed`: its index is missing, so nothing of it can be found. */
  refusal(): 'misdetected' | 'unindexed' | 'gone' | 'forbidden' | null
}

// `[info]   Stream #0:0[0x1](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, mono, fltp, 64 kb/s (default)`
const AUDIO = /^Stream #0:\d+[^:]*: Audio: ([\w-]+)(.*)$/
const OTHER = /^Stream #0:\d+[^:]*: (Video|Subtitle)(.*)$/
const TAG = /\(([^()/]{1,20}) \/ 0x[0-9A-Fa-f]+\)/
const DURATION = /^Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?),/
/** `[aac @ 0x55d0] [error] text`: the context may be missing or stand twice. */
const LINE = /^(?:\[[^\]]+ @ 0x[0-9a-f]+\] )*\[(panic|fatal|error|warning|info)\]\s*(.*)$/

/** Starts reading one run's log. */
export const createFfmpegLog = (): FfmpegLog => {
  const tracks: AudioTrack[] = []
  let durationSeconds: number | null = null
  let guessed = false
  let others = 0
  let errorCount = 0
  let lowScore = false
  let refusal: ReturnType<FfmpegLog['refusal']> = null
  let inOutput = false

  const takeInfo = (text: string): void => {
    // The streams of the output are listed in the same words.
    if (text.startsWith('Output #') || text.startsWith('Stream mapping:')) inOutput = true
    if (inOutput) return
    const audio = AUDIO.exec(text)
    if (audio) tracks.push({ index: tracks.length, codec: audio[1] ?? 'none', tag: TAG.exec(audio[2] ?? '')?.[1]?.trim() ?? null })
    const other = OTHER.exec(text)
    // A cover picture has no length.
    if (other && !(other[2] ?? '').includes('(attached pic)')) others += 1
    const duration = DURATION.exec(text)
    if (duration) durationSeconds = Number(duration[1]) * 3600 + Number(duration[2]) * 60 + Number(duration[3])
  }

  const takeError = (text: string): void => {
    errorCount += 1
    if (text.includes('moov atom not found')) refusal ??= lowScore ? 'misdetected' : 'unindexed'
    else if (text.includes('No such file or directory')) refusal ??= 'gone'
    else if (text.includes('Permission denied')) refusal ??= 'forbidden'
  }

  return {
    take(line) {
      const [, level, text = ''] = LINE.exec(line) ?? []
      if (level === 'info') takeInfo(text)
      else if (level === 'warning') {
        guessed ||= text.startsWith('Estimating duration')
        lowScore ||= text.includes('misdetection possible')
      } else if (level !== undefined) takeError(text)
    },
    tracks,
    durationSeconds: () => (guessed ? null : durationSeconds),
    audioAlone: () => others === 0 && tracks.length <= 1,
    hasOtherTracks: () => others > 0,
    errorCount: () => errorCount,
    refusal: () => refusal,
  }
}
