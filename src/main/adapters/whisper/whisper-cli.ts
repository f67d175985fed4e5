import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Segment } from '../../../contract/memos.ts'
import type { Transcriber, TranscribeWindowRequest } from '../../core/ports/index.ts'
import type { TranscribedPart } from './calls.ts'
import { parseCliFileStart, parseCliOutput, parseCliProgress } from './cli-output.ts'
import { contextForPrompt } from './context-for-prompt.ts'
import { heardToSegments } from './heard-to-segments.ts'
import { languageOfMost } from './language-of-most.ts'
import { checkLanguage } from './languages.ts'
import { checkSpeechModel } from './model-file.ts'
import { runCli } from './run-cli.ts'
import { writeWav } from './write-wav.ts'

// A large model on a slow machine may take minutes for each 30 seconds, and prints nothing meanwhile.
const SILENT_MS = 1_800_000

const MODEL_NAME = 'model.bin'

/**
 * Writes speech down with the `whisper-cli` program: on Linux ten times as fast as the built-in engine, which is built
 * there without AVX. It loads the model once a window; each part is a
 * file of its own, and so a decode of its own. The audio lies in `workFolder` for as long as it runs.
 */
export const createWhisperCliTranscriber = (deps: {
  readonly program: string
  readonly workFolder: string
  readonly threads: () => number
  readonly silentMs?: number
}): Transcriber => ({
  transcribe: async (request) => {
    const { model, parts, language, onProgress, signal } = request
    checkLanguage(language)
    if (parts.length === 0) return { segments: [], language, engine: 'whisper-cli' }
    const { multilingual } = await checkSpeechModel(model.path, 'whisper')
    const prompt = request.vocabulary.join(', ')
    const folder = await mkdtemp(join(deps.workFolder, 'whisper-'))
    try {
      // The program copies the model's path into its JSON as it is: a line break in it, and the answer cannot be read.
      await symlink(resolve(model.path), join(folder, MODEL_NAME))
      for (const [index, part] of parts.entries()) await writeWav(join(folder, wavName(index)), { pcmPath: request.pcmPath, part, signal })
      const outputs = followOutputs({ request, folder })
      await runCli(deps.program, cliArguments({ request, prompt, threads: deps.threads(), multilingual }), {
        onOutLine: () => undefined,
        onErrorLine: outputs.onErrorLine,
        folder,
        signal,
        silentMs: deps.silentMs ?? SILENT_MS,
      })
      const done = await outputs.finish()
      onProgress?.(1)
      return { segments: done.flatMap(({ segments }) => segments), language: languageOfMost(done) ?? language, engine: 'whisper-cli' }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
})

const wavName = (index: number): string => `${index}.wav`

interface Output extends TranscribedPart {
  readonly segments: readonly Segment[]
}

/** Reads each part's answer as soon as the program has begun with the next part. */
const followOutputs = ({ request, folder }: { readonly request: TranscribeWindowRequest; readonly folder: string }) => {
  const { parts } = request
  const outputs: Output[] = []
  let current = 0
  let reading: Promise<void> = Promise.resolve()

  const read = async (before: number): Promise<void> => {
    for (const [index, part] of parts.slice(0, before).entries()) {
      if (index < outputs.length) continue
      const output = parseCliOutput(await readFile(join(folder, `${index}.json`), 'utf8'))
      const segments = heardToSegments(output.heard, part)
      outputs.push({ ...output, segments })
      if (segments.length > 0) request.onSegments?.(segments)
    }
  }

  return {
    onErrorLine: (line: string): void => {
      const name = parseCliFileStart(line)
      if (name !== null) {
        current = Number.parseInt(name, 10)
        const before = current
        // An answer that cannot be read yet, or ever, is met again at the end.
        reading = reading.then(() => read(before)).catch(() => undefined)
      }
      const fraction = name === null ? parseCliProgress(line) : 0
      if (fraction !== null) request.onProgress?.((current + fraction) / parts.length)
    },
    finish: async (): Promise<readonly Output[]> => {
      await reading
      await read(parts.length)
      return outputs
    },
  }
}

const cliArguments = ({
  request,
  prompt,
  threads,
  multilingual,
}: {
  readonly request: TranscribeWindowRequest
  readonly prompt: string
  readonly threads: number
  readonly multilingual: boolean
}): readonly string[] => [
  '--model',
  MODEL_NAME,
  ...request.parts.flatMap((_, index) => ['--file', wavName(index), '--output-file', String(index)]),
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
]
