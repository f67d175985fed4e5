import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Transcriber, TranscribeWindowRequest } from '../../core/ports/index.ts'
import { createBufferTime } from './buffer-time.ts'
import { parseCliLine, parseCliOutput, parseCliProgress } from './cli-output.ts'
import { heardToSegments } from './heard-to-segments.ts'
import { checkLanguage } from './languages.ts'
import { checkSpeechModel } from './model-file.ts'
import { runCli } from './run-cli.ts'
import { writeWav } from './write-wav.ts'

// A large model on a slow machine may take minutes for each 30 seconds, and prints nothing meanwhile.
const SILENT_MS = 1_800_000

/**
 * Writes speech down with the `whisper-cli` program: on Linux ten times as fast as the built-in engine, which is built
 * there without AVX. It loads the model for each window. The audio lies in `workFolder` for as long as it runs.
 */
export const createWhisperCliTranscriber = (deps: {
  readonly program: string
  readonly workFolder: string
  readonly threads: () => number
  readonly silentMs?: number
}): Transcriber => ({
  transcribe: async (request) => {
    const { model, parts, gapSeconds, language, onProgress, signal } = request
    checkLanguage(language)
    if (parts.length === 0) return { segments: [], language, engine: 'whisper-cli' }
    const { multilingual } = await checkSpeechModel(model.path, 'whisper')
    const time = createBufferTime(parts, gapSeconds)
    const folder = await mkdtemp(join(deps.workFolder, 'whisper-'))
    try {
      const wavPath = join(folder, 'window.wav')
      await writeWav(wavPath, { pcmPath: request.pcmPath, parts, gapSeconds, signal })
      await runCli(deps.program, cliArguments({ request, wavPath, folder, threads: deps.threads(), multilingual }), {
        signal,
        silentMs: deps.silentMs ?? SILENT_MS,
        onOutLine: (line) => {
          const heard = parseCliLine(line)
          if (heard !== null) request.onSegments?.(heardToSegments([heard], time))
        },
        onErrorLine: (line) => {
          const fraction = parseCliProgress(line)
          if (fraction !== null) onProgress?.(fraction)
        },
      })
      const output = parseCliOutput(await readFile(join(folder, 'out.json'), 'utf8'))
      onProgress?.(1)
      return { segments: heardToSegments(output.heard, time), language: output.language, engine: 'whisper-cli' }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
})

const cliArguments = ({
  request,
  wavPath,
  folder,
  threads,
  multilingual,
}: {
  readonly request: TranscribeWindowRequest
  readonly wavPath: string
  readonly folder: string
  readonly threads: number
  readonly multilingual: boolean
}): readonly string[] => [
  ...['--model', request.model.path],
  ...['--file', wavPath],
  ...['--output-json-full', '--output-file', join(folder, 'out')],
  ...['--threads', String(threads)],
  ...['--language', multilingual ? request.language : 'en'],
  // No text context and no second try at a higher temperature: both invent words (WER 40% against 9%).
  ...['--max-context', '0', '--no-fallback'],
  ...['--print-progress', '--no-prints'],
]
