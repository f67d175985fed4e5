import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { AppError } from '../../../contract/errors.ts'
import type { Decoded, Decoder, DecodeRequest } from '../../core/ports/decoder.ts'
import { checkRecording, fileGone } from './check-recording.ts'
import { findDamage } from './damage.ts'
import { createFfmpegLog, type AudioTrack, type FfmpegLog } from './ffmpeg-log.ts'
import { checkRoom, openPcmFile, pcmBytes, tooLong, type PcmFile } from './pcm-file.ts'
import { runDecoder, type DecoderExit } from './run-decoder.ts'

/** What a recording may be; everything else ffmpeg knows (playlists, scripts, pictures, devices) is refused unopened. */
const FORMATS = 'mov,mp4,m4a,3gp,3g2,mj2,wav,w64,mp3,aac,flac,ogg,matroska,webm,caf,aiff,amr'
const PROBE_LIMIT_MS = 60_000
const STALL_MS = 60_000
/** A very slow machine still decodes ten times faster than the recording lasts. */
const SLOWEST_RATIO = 0.1
const START_LIMIT_MS = 120_000
const ENCRYPTED_TAGS = new Set(['drms', 'drmi', 'enca', 'aavd'])

export interface FfmpegDecoderDeps {
  /** The absolute path of ffmpeg. */
  readonly command: string
  /** What stays free on the disk. */
  readonly reserveBytes: number
}

/** Decodes by streaming from an ffmpeg child process, which may open this one file and nothing else. */
export const createFfmpegDecoder = ({ command, reserveBytes }: FfmpegDecoderDeps): Decoder => ({
  async decode(request) {
    await checkRecording(request.path)
    const probe = await probeRecording(command, request)
    const claimedSeconds = probe.durationSeconds()
    if (claimedSeconds !== null && claimedSeconds > request.maxSeconds) throw tooLong(request.maxSeconds)
    await checkRoom(request.pcmPath, pcmBytes(claimedSeconds ?? 0), reserveBytes)

    const pcm = await openPcmFile({ path: request.pcmPath, maxSeconds: request.maxSeconds, onSamples: request.onSamples })
    try {
      const decoded = await decodeFirstTrack(command, request, probe, pcm)
      await pcm.close()
      return decoded
    } catch (error) {
      await pcm.discard()
      throw error
    }
  },

  async describe(signal) {
    const { stdout } = await promisify(execFile)(command, ['-hide_banner', '-version'], { signal, timeout: 10_000, env: {} })
    return { name: 'ffmpeg', version: /^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? 'unknown' }
  },
})

/** The arguments that open `path` and nothing else: no network, no other file, whatever its content or its name says. */
const inputArgs = (path: string): readonly string[] => [
  '-hide_banner', '-nostdin', '-nostats',
  '-loglevel', 'repeat+level+info',
  '-protocol_whitelist', 'file,pipe',
  '-format_whitelist', FORMATS,
  '-threads', '1',
  '-i', `file:${path}`,
]

/** Silence is put in where the container leaves a gap, so that times stay those of a player; never after the last frame. */
const outputArgs = (track: AudioTrack): readonly string[] => [
  '-map', `0:a:${track.index}`, '-vn', '-sn', '-dn',
  '-af', 'aresample=async=1:first_pts=0',
  '-ac', '1', '-ar', '16000',
  '-threads', '1', '-c:a', 'pcm_s16le', '-f', 's16le', 'pipe:1',
]

const probeRecording = async (command: string, { path, signal }: DecodeRequest): Promise<FfmpegLog> => {
  const log = createFfmpegLog()
  await runDecoder({ command, args: inputArgs(path), onOutput: () => undefined, onErrorLine: log.take, limitMs: PROBE_LIMIT_MS, stallMs: PROBE_LIMIT_MS, signal })
  if (log.tracks.length > 0) return log
  throw await whyNothingOpened(log, path)
}

const whyNothingOpened = async (log: FfmpegLog, path: string): Promise<AppError> => {
  const refusal = log.refusal()
  if (refusal === 'gone' || !(await exists(path))) return fileGone()
  if (refusal === 'forbidden') return new AppError('NO_PERMISSION', 'Freehold is not allowed to read this recording.', { next: 'Give Freehold access to the folder it is in, then try again.' })
  if (refusal === 'unindexed') return damaged()
  if (log.hasOtherTracks()) return new AppError('NO_AUDIO_TRACK', 'There is no sound in this file, only a picture.')
  return new AppError('NOT_AUDIO', 'This file is not a recording that Freehold can open.')
}

/** A spatial recording holds a track nobody but Apple decodes beside one that everybody does: the first that gives sound is taken. */
const decodeFirstTrack = async (command: string, request: DecodeRequest, probe: FfmpegLog, pcm: PcmFile): Promise<Decoded> => {
  // ffmpeg names the codec of an encrypted track too, and would make noise of it.
  const decodable = probe.tracks.filter((track) => track.codec !== 'none' && !isEncrypted(track))
  if (decodable.length === 0) throw undecodable(probe.tracks)
  let hadErrors = false
  for (const track of decodable) {
    const log = createFfmpegLog()
    let samplesAtFirstError: number | null = null
    const exit = await runDecoder({
      command,
      args: [...inputArgs(request.path), ...outputArgs(track)],
      onOutput: pcm.write,
      onErrorLine(line) {
        log.take(line)
        if (log.errorCount() > 0) samplesAtFirstError ??= pcm.sampleCount()
      },
      limitMs: START_LIMIT_MS + (probe.durationSeconds() ?? request.maxSeconds) * SLOWEST_RATIO * 1000,
      stallMs: STALL_MS,
      signal: request.signal,
    })
    hadErrors ||= log.errorCount() > 0 || hasCrashed(exit)
    if (pcm.sampleCount() === 0) continue
    const damagedAfterSeconds = findDamage({
      sampleCount: pcm.sampleCount(),
      claimedSeconds: probe.audioAlone() ? probe.durationSeconds() : null,
      errorCount: log.errorCount(),
      samplesAtFirstError,
      crashed: hasCrashed(exit),
    })
    // A disk that was pulled out reads like a cut file.
    if (damagedAfterSeconds !== null && !(await exists(request.path))) throw fileGone()
    return { decoder: 'ffmpeg', sampleCount: pcm.sampleCount(), damagedAfterSeconds }
  }
  if (!(await exists(request.path))) throw fileGone()
  throw hadErrors ? damaged() : new AppError('EMPTY_FILE', 'The recording has no length: there is no sound in it.')
}

const isEncrypted = ({ tag }: AudioTrack): boolean => tag !== null && ENCRYPTED_TAGS.has(tag)

const undecodable = (tracks: readonly AudioTrack[]): AppError =>
  tracks.some(isEncrypted)
    ? new AppError('ENCRYPTED', 'The recording is encrypted, so it cannot be opened here.', { next: 'Add a copy without protection.' })
    : new AppError('DECODER_FAILED', 'The sound in this file is of a kind that nothing on this machine can open.')

const damaged = (): AppError =>
  new AppError('DAMAGED', 'The recording is damaged and nothing of it can be read.', { next: 'If there is another copy, on the phone or in a backup, add that one.' })

const hasCrashed = (exit: DecoderExit): boolean => exit.killedBy !== null

const exists = async (path: string): Promise<boolean> => {
  try {
    await stat(path)
    return true
  } catch {
    return false
  }
}
