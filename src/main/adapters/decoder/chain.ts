import { AppError } from '../../../contract/errors.ts'
import type { Decoder } from '../../core/ports/decoder.ts'
import { createFfmpegDecoder } from './ffmpeg.ts'
import { findCommand } from './find-command.ts'

const RESERVE_BYTES = 16 * 1024 * 1024

export interface DecoderDeps {
  readonly platform: NodeJS.Platform
  /** The PATH to look for decoders on. */
  readonly pathVariable: string | undefined
}

/** Decodes by what this machine has; each recording looks anew, so that a decoder installed meanwhile is found. */
export const createDecoder = ({ platform, pathVariable }: DecoderDeps): Decoder => {
  const findDecoder = async (): Promise<Decoder | null> => {
    const command = await findCommand('ffmpeg', pathVariable)
    return command === null ? null : createFfmpegDecoder({ command, reserveBytes: RESERVE_BYTES })
  }
  return {
    async decode(request) {
      const decoder = await findDecoder()
      if (decoder === null) throw noDecoder(platform)
      return decoder.decode(request)
    },
    async describe(signal) {
      return (await findDecoder())?.describe(signal) ?? null
    },
  }
}

const noDecoder = (platform: NodeJS.Platform): AppError =>
  new AppError('NO_DECODER', 'Nothing on this machine can open this recording. It is safe where it is.', {
    next: `Install ffmpeg: ${platform === 'darwin' ? 'brew install ffmpeg' : 'sudo apt install ffmpeg'}`,
  })
