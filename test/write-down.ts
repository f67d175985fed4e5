import { join } from 'node:path'
import { createDecoder } from '../src/main/adapters/decoder/index.ts'
import { chooseThreads } from '../src/main/adapters/engine-process/index.ts'
import { createTranscriber, createVadDetector } from '../src/main/adapters/whisper/index.ts'
import { SAMPLE_RATE } from '../src/main/core/ports/index.ts'
import type { Span } from '../src/main/core/ports/index.ts'
import { createSpeech, type SpeechWindow, type WrittenDown } from '../src/main/core/speech/index.ts'
import { realEngines, speechModel, vadModel } from './engines.ts'

export interface Written extends WrittenDown {
  readonly pcmPath: string
  readonly spans: readonly Span[]
  readonly windows: readonly SpeechWindow[]
}

/** The app's own stages, from a recording to its words, without the host around them. `findWhisperCli` chooses the engine. */
export const createStages = ({ folder, findWhisperCli }: { readonly folder: string; readonly findWhisperCli: () => string | null }) => {
  const engines = realEngines()
  const threads = (): number => 0
  const detector = createVadDetector({ engines, threads })
  const transcriber = createTranscriber({ engines, findWhisperCli, workFolder: folder, threads, chooseThreads })
  const speech = createSpeech({ detector, transcriber })
  const decoder = createDecoder({ platform: process.platform, pathVariable: process.env['PATH'], tempFolder: folder })

  return {
    /** Decodes the recording into the folder under its name, and writes it down. */
    writeDown: async ({ name, path }: { readonly name: string; readonly path: string }, signal: AbortSignal): Promise<Written> => {
      const pcmPath = join(folder, `${name}.pcm`)
      const meter = speech.createLevelMeter()
      const decoded = await decoder.decode({ path, pcmPath, maxSeconds: 3600, onSamples: meter.push, signal })
      const durationSeconds = decoded.sampleCount / SAMPLE_RATE
      const spans = await speech.detect({ pcmPath, durationSeconds, levels: meter.finish(), vadModel, signal })
      const windows = speech.plan(spans, durationSeconds)
      const written = []
      for (const window of windows) written.push(await speech.writeDownWindow({ window, pcmPath, model: speechModel, language: 'en', vocabulary: [], signal }))
      return { pcmPath, spans, windows, ...speech.assemble(written, spans) }
    },
    close: () => engines.close(),
  }
}
