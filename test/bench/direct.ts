// The same work with nothing of ours around it, in a process of its own: ffmpeg, the detector and the engine are called one
// after the other and their time is counted; choosing spans and windows is ours and is not counted.
// node direct.ts FOLDER FILE…  prints one line of JSON a file.
import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { initWhisper } from '@fugood/whisper.node'
import { chooseThreads } from '../../src/main/adapters/engine-process/index.ts'
import { findWhisperCli } from '../../src/main/adapters/whisper/index.ts'
import { loadVad } from '../../src/main/adapters/whisper/load-vad.ts'
import { readPart } from '../../src/main/adapters/whisper/pcm-file.ts'
import { writeWav } from '../../src/main/adapters/whisper/write-wav.ts'
import { SAMPLE_RATE } from '../../src/main/core/ports/index.ts'
import type { LoadedModel, Span } from '../../src/main/core/ports/index.ts'
import { createSpeech } from '../../src/main/core/speech/index.ts'
import type { SpeechWindow } from '../../src/main/core/speech/index.ts'
import { shared } from '../shared.ts'
import { SPEECH_MODEL, VAD_MODEL } from './recordings.ts'

/** Milliseconds of each stage, with what it works on. */
export interface DirectRun {
  readonly engine: 'whisper-cli' | 'built-in'
  readonly decodeMs: number
  readonly loadDetectorMs: number
  readonly detectMs: number
  readonly loadEngineMs: number
  readonly engineMs: number
  readonly speechSeconds: number
}

const run = promisify(execFile)
const threads = chooseThreads()
const program = findWhisperCli()

const timed = async <Result>(work: () => Promise<Result>): Promise<readonly [number, Result]> => {
  const started = performance.now()
  const result = await work()
  return [performance.now() - started, result]
}

const decode = (path: string, pcmPath: string): Promise<unknown> =>
  run('ffmpeg', ['-v', 'error', '-nostdin', '-y', '-threads', '1', '-i', path, '-map', '0:a:0', '-ac', '1', '-ar', '16000', '-threads', '1', '-f', 's16le', pcmPath])

/** Runs the detector as `speech.detect` asks for it, and counts nothing but the detector. */
const detect = async (vad: LoadedModel, pcmPath: string): Promise<{ readonly ms: number; readonly windows: readonly SpeechWindow[] }> => {
  let ms = 0
  const detector = {
    prepare: () => undefined,
    detect: async ({ within }: { readonly within: readonly Span[] }): Promise<readonly Span[]> => {
      const found: Span[] = []
      for (const span of within) {
        const [tookMs, spans] = await timed(() => vad.call({ method: 'detect', params: { pcmPath, span }, emit: () => undefined, signal: new AbortController().signal }))
        ms += tookMs
        found.push(...(spans as readonly Span[]).map((one) => ({ startSeconds: span.startSeconds + one.startSeconds, endSeconds: span.startSeconds + one.endSeconds })))
      }
      return found
    },
  }
  const speech = createSpeech({ detector, transcriber: { transcribe: () => Promise.reject(new Error('not here')) } })
  const pcm = await readFile(pcmPath)
  const samples = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.byteLength >> 1)
  const meter = speech.createLevelMeter()
  meter.push(samples)
  const durationSeconds = samples.length / SAMPLE_RATE
  const vadModel = { id: 'vad', kind: 'vad', path: shared(VAD_MODEL), sizeBytes: 0, demo: false, fault: null } as const
  const spans = await speech.detect({ pcmPath, durationSeconds, levels: meter.finish(), vadModel, signal: new AbortController().signal })
  return { ms, windows: speech.plan(spans, durationSeconds) }
}

const writeByCli = async (cli: string, folder: string, pcmPath: string, windows: readonly SpeechWindow[]): Promise<number> => {
  let ms = 0
  for (const { parts } of windows) {
    const names = parts.map((_, index) => join(folder, `direct-${index}`))
    for (const [index, part] of parts.entries()) await writeWav(`${names[index] ?? ''}.wav`, { pcmPath, part, signal: new AbortController().signal })
    const files = names.flatMap((name) => ['--file', `${name}.wav`, '--output-file', name])
    const args = ['--model', shared(SPEECH_MODEL), ...files, '--output-json-full', '--threads', String(threads), '--language', 'en', '--max-context', '0', '--no-fallback', '--print-progress']
    const [tookMs] = await timed(() => run(cli, args, { maxBuffer: 2 ** 26 }))
    ms += tookMs
    await Promise.all(names.map((name) => rm(`${name}.wav`)))
  }
  return ms
}

const writeByBinding = async (whisper: Awaited<ReturnType<typeof initWhisper>>, pcmPath: string, windows: readonly SpeechWindow[]): Promise<number> => {
  let ms = 0
  for (const part of windows.flatMap(({ parts }) => parts)) {
    const samples = await readPart(pcmPath, part)
    const options = { language: 'en', maxThreads: threads, maxContext: 0, temperatureInc: 0, tokenTimestamps: true, maxLen: 1, onProgress: () => undefined, onNewSegments: () => undefined }
    const [tookMs] = await timed(() => whisper.transcribeData(samples.buffer, options).promise)
    ms += tookMs
  }
  return ms
}

const main = async (folder: string, paths: readonly string[]): Promise<void> => {
  const [loadDetectorMs, vad] = await timed(() => loadVad({ kind: 'vad', modelPath: shared(VAD_MODEL), threads }))
  const [loadEngineMs, whisper] = program === null ? await timed(() => initWhisper({ filePath: shared(SPEECH_MODEL), useGpu: true })) : [0, null]
  for (const path of paths) {
    const pcmPath = join(folder, `${basename(path)}.pcm`)
    const [decodeMs] = await timed(() => decode(path, pcmPath))
    const { ms: detectMs, windows } = await detect(vad, pcmPath)
    const engineMs = program === null ? (whisper === null ? 0 : await writeByBinding(whisper, pcmPath, windows)) : await writeByCli(program, folder, pcmPath, windows)
    await rm(pcmPath)
    const speechSeconds = windows.flatMap(({ parts }) => parts).reduce((sum, part) => sum + part.endSeconds - part.startSeconds, 0)
    const result: DirectRun = { engine: program === null ? 'built-in' : 'whisper-cli', decodeMs, loadDetectorMs, detectMs, loadEngineMs, engineMs, speechSeconds }
    process.stdout.write(`${JSON.stringify(result)}\n`)
  }
  process.exit(0)
}

const [folder = '', ...paths] = process.argv.slice(2)
if (process.argv[1]?.endsWith('direct.ts')) await main(folder, paths)
