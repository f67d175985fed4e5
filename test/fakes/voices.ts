import { readFile, stat, writeFile } from 'node:fs/promises'
import { AppError } from '../../src/contract/errors.ts'
import type { ModelFile } from '../../src/contract/models.ts'
import type { DescribeTranscript } from '../../src/main/core/describe/index.ts'
import type { Decoder, MediaInspector, Span } from '../../src/main/core/ports/index.ts'
import type { Speech } from '../../src/main/core/speech/index.ts'

/**
 * A double of the engines, for tests of the queue that would take hours with real ones: a recording is a text file
 * `voice: one two three`, a word is a second, a window four words. Real recordings go through real engines elsewhere.
 */
const MARK = 'voice:'
const WINDOW_WORDS = 4

export const wordsIn = (text: string): readonly string[] => text.slice(MARK.length).split(/\s+/).filter((word) => word !== '')

export const fakeInspector: MediaInspector = {
  inspect: async (path) => {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      throw new AppError('FILE_GONE', 'The recording is not there any more.', { cause: error })
    })
    if (text === '') throw new AppError('EMPTY_FILE', 'The file is empty.')
    if (!text.startsWith(MARK)) throw new AppError('NOT_AUDIO', 'This is a text file, not a recording.')
    return { container: 'wav', title: null, recordedAt: null, device: null, durationSeconds: wordsIn(text).length, appleTranscript: null }
  },
}

export const fakeDecoder: Decoder = {
  decode: async ({ path, pcmPath, onSamples }) => {
    const text = await readFile(path, 'utf8')
    await writeFile(pcmPath, text)
    onSamples?.(new Int16Array(16))
    const words = wordsIn(text)
    const broken = words.indexOf('BROKEN')
    return { decoder: 'fake', sampleCount: words.length * 16_000, damagedAfterSeconds: broken < 0 ? null : broken }
  },
  describe: async () => ({ name: 'fake', version: '1' }),
}

/** `onWindow` may reject, as an engine that dies over a window does. */
export const createFakeSpeech = (onWindow: (words: readonly string[]) => Promise<void> | void = () => {}): Speech => ({
  createLevelMeter: () => ({ push: () => {}, finish: () => ({ frameSeconds: 0.02, rms: new Float32Array(4) }) }),
  waveform: () => [0, 0.5, 1],
  prepareDetect: () => {},
  detect: async ({ durationSeconds }) => (durationSeconds > 0 ? [{ startSeconds: 0, endSeconds: durationSeconds }] : []),
  plan: (spans) => spans.flatMap(cut),
  writeDownWindow: async ({ window, pcmPath, onSegments, signal }) => {
    await stat(pcmPath)
    const [part] = window.parts
    const words = wordsIn(await readFile(pcmPath, 'utf8')).slice(part?.startSeconds ?? 0, part?.endSeconds ?? 0)
    await onWindow(words)
    signal.throwIfAborted()
    const segments = words.map((text, index) => ({ startSeconds: (part?.startSeconds ?? 0) + index, endSeconds: (part?.startSeconds ?? 0) + index + 1, text }))
    onSegments?.(segments)
    return { segments, language: 'en', engine: 'whisper.cpp' }
  },
  assemble: (windows, spans) => ({
    segments: windows.flatMap((window) => window.segments),
    language: 'en',
    engine: 'whisper.cpp',
    speechSeconds: spans.reduce((sum, span) => sum + span.endSeconds - span.startSeconds, 0),
    doubts: [],
  }),
})

const cut = (span: Span): { index: number; parts: readonly Span[] }[] => {
  const windows = []
  for (let start = span.startSeconds, index = 0; start < span.endSeconds; start += WINDOW_WORDS, index++)
    windows.push({ index, parts: [{ startSeconds: start, endSeconds: Math.min(span.endSeconds, start + WINDOW_WORDS) }] })
  return windows
}

export const fakeDescribe: DescribeTranscript = async ({ text }) => ({ title: `About ${text.split(' ')[0]}`, summary: `It says: ${text}`, actions: ['Ring the dentist'], tags: ['test'] })

export const fakeModel = (id: string, kind: ModelFile['kind'] = 'whisper'): ModelFile => ({ id, kind, path: `/models/${id}.bin`, sizeBytes: 1, demo: false, fault: null })
