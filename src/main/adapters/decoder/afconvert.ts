import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AppError } from '../../../contract/errors.ts'
import type { Decoded, Decoder, DecodeRequest } from '../../core/ports/decoder.ts'
import { afconvertArgs, parseAfconvertError, parseAfinfoSeconds } from './afconvert-words.ts'
import { checkRecording, fileGone } from './check-recording.ts'
import { findDamage } from './damage.ts'
import { checkRoom, openPcmFile, pcmBytes, tooLong } from './pcm-file.ts'
import { runDecoder } from './run-decoder.ts'
import { readWavSamples } from './wav-samples.ts'

const INFO_LIMIT_MS = 60_000
const STALL_MS = 60_000
const START_LIMIT_MS = 120_000
const SLOWEST_RATIO = 0.1
const MAX_ANSWER_CHARACTERS = 64 * 1024
/** How often the temporary file's size and the room beside it are looked at. */
const WATCH_MS = 250

export interface AfconvertDecoderDeps {
  /** The absolute paths of the two. */
  readonly afconvert: string
  readonly afinfo: string
  /** Where the temporary file goes, which afconvert needs because it cannot stream. */
  readonly tempFolder: string
  readonly reserveBytes: number
  /** `describe` says it, for afconvert has no version of its own. */
  readonly systemVersion: string
}

/** Decodes with the decoder of macOS, which opens all that Apple records. */
export const createAfconvertDecoder = (deps: AfconvertDecoderDeps): Decoder => ({
  async decode(request) {
    await checkRecording(request.path)
    const claimedSeconds = await readLength(deps.afinfo, request)
    if (claimedSeconds !== null && claimedSeconds > request.maxSeconds) throw tooLong(request.maxSeconds)
    // It stands on the disk twice for a moment: as the temporary file, and as what is made from it.
    await checkRoom(deps.tempFolder + '/', 2 * pcmBytes(claimedSeconds ?? 0), deps.reserveBytes)

    const folder = await mkdtemp(join(deps.tempFolder, 'afconvert-'))
    try {
      const wav = join(folder, 'decoded.wav')
      await convert(deps, request, wav, claimedSeconds)
      return await takeSamples(request, wav, claimedSeconds)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
  describe: async () => ({ name: 'afconvert', version: deps.systemVersion }),
})

const readLength = async (afinfo: string, { path, signal }: DecodeRequest): Promise<number | null> => {
  let answer = ''
  await runDecoder({
    command: afinfo,
    args: [resolve(path)],
    onOutput: (bytes) => {
      answer = (answer + Buffer.from(bytes).toString('latin1')).slice(0, MAX_ANSWER_CHARACTERS)
    },
    onErrorLine: () => undefined,
    limitMs: INFO_LIMIT_MS,
    stallMs: INFO_LIMIT_MS,
    signal,
  })
  return parseAfinfoSeconds(answer)
}

const convert = async ({ afconvert, tempFolder, reserveBytes }: AfconvertDecoderDeps, request: DecodeRequest, wav: string, claimedSeconds: number | null): Promise<void> => {
  const limit = new AbortController()
  const sizeOf = async (): Promise<number> => (await stat(wav).catch(() => null))?.size ?? 0
  const watch = setInterval(() => {
    void sizeOf().then((sizeBytes) => {
      if (sizeBytes > pcmBytes(request.maxSeconds) + 4096) limit.abort(tooLong(request.maxSeconds))
    })
    checkRoom(tempFolder + '/', 0, reserveBytes / 2).catch((error: unknown) => limit.abort(error))
  }, WATCH_MS)
  let answer = ''
  try {
    const exit = await runDecoder({
      command: afconvert,
      args: afconvertArgs(resolve(request.path), wav),
      onOutput: () => undefined,
      onErrorLine: (line) => {
        answer = `${answer}\n${line}`.slice(0, MAX_ANSWER_CHARACTERS)
      },
      limitMs: START_LIMIT_MS + (claimedSeconds ?? request.maxSeconds) * SLOWEST_RATIO * 1000,
      stallMs: STALL_MS,
      progress: sizeOf,
      signal: AbortSignal.any([request.signal, limit.signal]),
    })
    // What was written before it failed is what stands before the damage.
    if (exit.code !== 0 && (await sizeOf()) <= 4096) throw await refusal(answer, request.path)
  } finally {
    clearInterval(watch)
  }
}

const refusal = async (answer: string, path: string): Promise<AppError> => {
  const reason = parseAfconvertError(answer)
  if (reason === 'gone' && (await stat(path).catch(() => null)) === null) return fileGone()
  if (reason === 'no-room') return new AppError('DISK_FULL', 'The recording is safe where it is, but there is no room on the disk to work on it.', { next: 'Free some space; the work goes on by itself.' })
  return new AppError('DECODER_FAILED', 'The sound in this file is of a kind that macOS cannot open.')
}

const takeSamples = async (request: DecodeRequest, wav: string, claimedSeconds: number | null): Promise<Decoded> => {
  const handle = await open(wav, 'r')
  const pcm = await openPcmFile({ path: request.pcmPath, maxSeconds: request.maxSeconds, onSamples: request.onSamples })
  try {
    for await (const bytes of readWavSamples(handle, request.signal)) await pcm.write(bytes)
    const sampleCount = pcm.sampleCount()
    if (sampleCount === 0) throw new AppError('EMPTY_FILE', 'The recording has no length: there is no sound in it.')
    await pcm.close()
    const damagedAfterSeconds = findDamage({ sampleCount, claimedSeconds, errorCount: 0, samplesAtFirstError: null, crashed: false })
    if (damagedAfterSeconds !== null && (await stat(request.path).catch(() => null)) === null) throw fileGone()
    return { decoder: 'afconvert', sampleCount, damagedAfterSeconds }
  } catch (error) {
    await pcm.discard()
    throw error
  } finally {
    await handle.close()
  }
}
