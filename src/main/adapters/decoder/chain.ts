import { release } from 'node:os'
import { AppError, type ErrorCode } from '../../../contract/errors.ts'
import type { Decoder } from '../../core/ports/decoder.ts'
import { createAfconvertDecoder } from './afconvert.ts'
import { createFfmpegDecoder } from './ffmpeg.ts'
import { findCommand } from './find-command.ts'

/** What stays free on the disk whatever is decoded. */
const RESERVE_BYTES = 16 * 1024 * 1024
/** The next decoder may know what this one does not; a full disk or a file that is gone are the same for all. */
const WORTH_ANOTHER_TRY: ReadonlySet<ErrorCode> = new Set(['NOT_AUDIO', 'NO_AUDIO_TRACK', 'DAMAGED', 'DECODER_FAILED'])

export interface DecoderDeps {
  readonly platform: NodeJS.Platform
  /** The PATH to look for decoders on. */
  readonly pathVariable: string | undefined
  /** Where afconvert's temporary file goes. */
  readonly tempFolder: string
}

/** Decodes by what this machine has: the decoder of macOS first, then ffmpeg. Each recording looks anew, so that one installed meanwhile is found. */
export const createDecoder = ({ platform, pathVariable, tempFolder }: DecoderDeps): Decoder => {
  const findDecoders = async (): Promise<{ readonly decoders: readonly Decoder[]; readonly hasFfmpeg: boolean }> => {
    const isMac = platform === 'darwin'
    const [afconvert, afinfo, ffmpeg] = await Promise.all([
      isMac ? findCommand('afconvert', pathVariable) : null,
      isMac ? findCommand('afinfo', pathVariable) : null,
      findCommand('ffmpeg', pathVariable),
    ])
    const decoders: Decoder[] = []
    if (afconvert !== null && afinfo !== null) decoders.push(createAfconvertDecoder({ afconvert, afinfo, tempFolder, reserveBytes: RESERVE_BYTES, systemVersion: release() }))
    if (ffmpeg !== null) decoders.push(createFfmpegDecoder({ command: ffmpeg, reserveBytes: RESERVE_BYTES }))
    return { decoders, hasFfmpeg: ffmpeg !== null }
  }
  return {
    async decode(request) {
      const { decoders, hasFfmpeg } = await findDecoders()
      let refusal: AppError | null = null
      for (const decoder of decoders) {
        const decoded = await decoder.decode(request).catch((error: unknown) => {
          if (!(error instanceof AppError) || !WORTH_ANOTHER_TRY.has(error.code)) throw error
          return error
        })
        if (!(decoded instanceof AppError)) return decoded
        refusal = decoded
      }
      throw hasFfmpeg && refusal !== null ? refusal : noDecoder(platform, refusal)
    },
    async describe(signal) {
      const { decoders } = await findDecoders()
      return decoders[0]?.describe(signal) ?? null
    },
  }
}

const noDecoder = (platform: NodeJS.Platform, cause: unknown): AppError =>
  new AppError('NO_DECODER', 'Nothing on this machine can open this recording. It is safe where it is.', {
    next: `Install ffmpeg: ${platform === 'darwin' ? 'brew install ffmpeg' : 'sudo apt install ffmpeg'}`,
    cause,
  })
