import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Transcriber, TranscribeWindowRequest } from '../../core/ports/index.ts'
import { type BufferTime, createBufferTime } from './buffer-time.ts'
import { parseCliLine, parseCliOutput, parseCliProgress } from './cli-output.ts'
import { heardToSegments } from './heard-to-segments.ts'
import { checkLanguage } from './languages.ts'
import { checkSpeechModel } from './model-file.ts'
import { contextForPrompt, packForPrompt, type Packed } from './pack-parts.ts'
import { runCli } from './run-cli.ts'
import { shiftHeard } from './shift-heard.ts'
import { writeWav } from './write-wav.ts'

// A large model on a slow machine may take minutes for each 30 seconds, and prints nothing meanwhile.
const SILENT_MS = 1_800_000

const MODEL_NAME = 'model.bin'

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
    const prompt = request.vocabulary.join(', ')
    const folder = await mkdtemp(join(deps.workFolder, 'whisper-'))
    const pieces = packForPrompt(parts, gapSeconds, prompt).map((packed, index) => ({
      ...packed,
      wavName: `${index}.wav`,
      outputName: `${index}`,
    }))
    try {
      // The program copies the model's path into its JSON as it is: a line break in it, and the answer cannot be read.
      await symlink(resolve(model.path), join(folder, MODEL_NAME))
      for (const { wavName, parts: packed } of pieces) await writeWav(join(folder, wavName), { pcmPath: request.pcmPath, parts: packed, gapSeconds, signal })
      const follow = followLines({ request, pieces, time })
      await runCli(deps.program, cliArguments({ request, prompt, pieces, threads: deps.threads(), multilingual }), {
        ...follow,
        folder,
        signal,
        silentMs: deps.silentMs ?? SILENT_MS,
      })
      const outputs = await Promise.all(pieces.map(async ({ outputName }) => parseCliOutput(await readFile(join(folder, `${outputName}.json`), 'utf8'))))
      onProgress?.(1)
      const heard = outputs.flatMap((output, index) => shiftHeard(output.heard, pieces[index]?.offsetSeconds ?? 0))
      return { segments: heardToSegments(heard, time), language: outputs[0]?.language ?? language, engine: 'whisper-cli' }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
})

interface Piece extends Packed {
  readonly wavName: string
  /** Without `.json`, which the program adds. */
  readonly outputName: string
}

/** Reads progress and segments from the program's lines; pieces come one after the other, and times start anew in each. */
const followLines = ({ request, pieces, time }: { readonly request: TranscribeWindowRequest; readonly pieces: readonly Piece[]; readonly time: BufferTime }) => {
  let piece = 0
  let lastEnd = 0
  return {
    onOutLine: (line: string): void => {
      const heard = parseCliLine(line)
      if (heard === null) return
      if (heard.startSeconds < lastEnd) piece = Math.min(piece + 1, pieces.length - 1)
      lastEnd = heard.endSeconds
      request.onSegments?.(heardToSegments(shiftHeard([heard], pieces[piece]?.offsetSeconds ?? 0), time))
    },
    onErrorLine: (line: string): void => {
      const fraction = parseCliProgress(line)
      if (fraction !== null) request.onProgress?.((piece + fraction) / pieces.length)
    },
  }
}

const cliArguments = ({
  request,
  prompt,
  pieces,
  threads,
  multilingual,
}: {
  readonly request: TranscribeWindowRequest
  readonly prompt: string
  readonly pieces: readonly Piece[]
  readonly threads: number
  readonly multilingual: boolean
}): readonly string[] => [
  '--model',
  MODEL_NAME,
  ...pieces.flatMap(({ wavName, outputName }) => ['--file', wavName, '--output-file', outputName]),
  '--output-json-full',
  '--threads',
  String(threads),
  '--language',
  multilingual ? request.language : 'en',
  '--max-context',
  String(contextForPrompt(prompt)),
  ...(prompt === '' ? [] : ['--prompt', prompt]),
  // No second try at a higher temperature: it invents words.
  '--no-fallback',
  '--print-progress',
  '--no-prints',
]
