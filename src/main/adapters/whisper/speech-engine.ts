import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { promisify } from 'node:util'
import type { Engines, Transcriber } from '../../core/ports/index.ts'
import { nativeDevice } from './native-device.ts'
import { createWhisperTranscriber } from './transcriber.ts'
import { createWhisperCliTranscriber } from './whisper-cli.ts'

/**
 * Looks for the `whisper-cli` program on the PATH; null where there is none, or where the built-in engine is as fast
 * (everywhere but on Linux). A relative entry of the PATH is passed over: it would run whatever lies in the current folder.
 */
export const findWhisperCli = (path: string = process.env['PATH'] ?? ''): string | null => {
  if (process.platform !== 'linux') return null
  const candidates = path.split(delimiter).filter((folder) => isAbsolute(folder)).map((folder) => join(folder, 'whisper-cli'))
  return candidates.find(isExecutable) ?? null
}

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The transcriber that is fastest here: `whisper-cli` for Whisper models where it is found, the built-in engine otherwise. */
export const createTranscriber = (deps: {
  readonly engines: Engines
  readonly findWhisperCli: () => string | null
  readonly workFolder: string
  /** As the person set it; 0 chooses. */
  readonly threads: () => number
  /** What 0 means for `whisper-cli`. */
  readonly chooseThreads: () => number
}): Transcriber => {
  const { engines, threads, workFolder } = deps
  const builtIn = createWhisperTranscriber({ engines, threads })
  return {
    transcribe: (request) => {
      const program = request.model.kind === 'whisper' ? deps.findWhisperCli() : null
      if (program === null) return builtIn.transcribe(request)
      const cliThreads = (): number => (threads() === 0 ? deps.chooseThreads() : threads())
      return createWhisperCliTranscriber({ program, workFolder, threads: cliThreads }).transcribe(request)
    },
  }
}

export interface SpeechEngine {
  /** `whisper-cli` or `whisper.cpp (built in)`. */
  readonly name: string
  readonly version: string
  readonly device: string
}

/** What writes speech down here, for `doctor`; null when this installation has no engine for this machine. */
export const describeSpeechEngine = async (deps: { readonly findWhisperCli: () => string | null; readonly signal: AbortSignal }): Promise<SpeechEngine | null> => {
  const program = deps.findWhisperCli()
  if (program !== null) {
    const { stdout, stderr } = await promisify(execFile)(program, ['--version'], { signal: deps.signal, timeout: 10_000 }).catch(() => ({ stdout: '', stderr: '' }))
    const version = /(\d+\.\d+\.\d+)/.exec(stdout + stderr)?.[1] ?? 'unknown'
    return { name: 'whisper-cli', version, device: 'CPU' }
  }
  return describeBuiltIn()
}

const describeBuiltIn = (): SpeechEngine | null => {
  const require = createRequire(import.meta.url)
  try {
    const { version } = require(`@fugood/node-whisper-${process.platform}-${process.arch}/package.json`) as { readonly version: string }
    return { name: 'whisper.cpp (built in)', version, device: nativeDevice() }
  } catch {
    return null
  }
}
