import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Segment } from '../../src/contract/memos.ts'
import { createWhisperCliTranscriber, createWhisperTranscriber, findWhisperCli } from '../../src/main/adapters/whisper/index.ts'
import type { Engines, TranscribedWindow, Transcriber, TranscribeWindowRequest } from '../../src/main/core/ports/index.ts'
import { decodedFixture } from '../audio.ts'
import { modelAt, realEngines, speechModel, vadModel } from '../engines.ts'
import { missing, shared } from '../shared.ts'

const FIXTURE = 'audio/03-short-us-female'
const program = findWhisperCli()
const noFixtures = missing(`${FIXTURE}.m4a`, 'models/nanowhisper-en-q5_0.bin', 'models/silero-vad-v6.2.0.bin')

const adapters: readonly { readonly name: string; readonly engine: string; readonly skipped: boolean; make(engines: Engines, workFolder: string): Transcriber }[] = [
  { name: 'the built-in engine', engine: 'whisper.cpp', skipped: false, make: (engines) => createWhisperTranscriber({ engines, threads: () => 0 }) },
  {
    name: 'whisper-cli, when it is on the PATH',
    engine: 'whisper-cli',
    skipped: program === null,
    make: (_, workFolder) => createWhisperCliTranscriber({ program: program ?? '', workFolder, threads: () => 2 }),
  },
]

describe.each(adapters)('transcriber: $name', ({ engine, skipped, make }) => {
  describe.skipIf(noFixtures || skipped)('with the tiny model', () => {
    let folder = ''
    let workFolder = ''
    let engines: Engines
    let transcriber: Transcriber
    let request: TranscribeWindowRequest
    let written: TranscribedWindow
    const fractions: number[] = []
    const live: Segment[] = []

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'freehold-transcriber-'))
      workFolder = mkdtempSync(join(tmpdir(), 'freehold-work-'))
      engines = realEngines()
      transcriber = make(engines, workFolder)
      // Names that a shell, a C string or a careless join would trip over.
      const pcmPath = join(folder, "it's 🙂 a\nline \"q\" -x.pcm")
      const modelPath = join(folder, "mö del 🙂 'x'\n%s.bin")
      copyFileSync(decodedFixture(`${FIXTURE}.m4a`), pcmPath)
      symlinkSync(speechModel.path, modelPath)
      const sentences = JSON.parse(readFileSync(shared(`${FIXTURE}.segments.json`), 'utf8')) as [number, number, string][]
      request = {
        pcmPath,
        model: modelAt(modelPath, 'whisper'),
        parts: sentences.map(([start, end]) => ({ startSeconds: Math.max(0, start - 0.1), endSeconds: end + 0.1 })),
        language: 'auto',
        vocabulary: [],
        onProgress: (fraction) => fractions.push(fraction),
        onSegments: (segments) => live.push(...segments),
        signal: new AbortController().signal,
      }
      written = await transcriber.transcribe(request)
    })
    afterAll(async () => {
      await engines.close()
      expect(readdirSync(workFolder)).toEqual([])
      rmSync(folder, { recursive: true })
      rmSync(workFolder, { recursive: true })
    })

    it('writes down what was said, and says by what', () => {
      expect(written).toMatchObject({ engine, language: 'en' })
      const reference = wordsOf(readFileSync(shared(`${FIXTURE}.txt`), 'utf8'))
      const heard = new Set(wordsOf(written.segments.map(({ text }) => text).join(' ')))
      expect(reference.filter((word) => heard.has(word)).length / reference.length).toBeGreaterThan(0.7)
    })

    it('gives every word a time inside its segment and inside a part, and never goes back', () => {
      let at = 0
      for (const segment of written.segments) {
        expect(segment.text).toBe(segment.text.trim())
        expect(segment.startSeconds).toBeGreaterThanOrEqual(at)
        at = segment.startSeconds
        for (const word of segment.words ?? []) {
          expect(word.text).toMatch(/^\S+$/)
          expect(word.startSeconds).toBeGreaterThanOrEqual(at)
          expect(word.endSeconds).toBeGreaterThanOrEqual(word.startSeconds)
          expect(word.endSeconds).toBeLessThanOrEqual(segment.endSeconds)
          expect(request.parts.some(({ startSeconds, endSeconds }) => word.startSeconds >= startSeconds - 0.001 && word.endSeconds <= endSeconds + 0.001)).toBe(true)
          at = word.endSeconds
        }
        expect((segment.words ?? []).map(({ text }) => text).join(' ')).toBe(segment.text)
        at = segment.endSeconds
      }
    })

    it('tells how far it is, and shows segments as they come', () => {
      expect(fractions.at(-1)).toBe(1)
      expect(fractions.every((fraction) => fraction >= 0 && fraction <= 1)).toBe(true)
      expect(live.map(({ text }) => text).join(' ')).toBe(written.segments.map(({ text }) => text).join(' '))
    })

    it('takes expected words without losing the text', async () => {
      const heard = await transcriber.transcribe({ ...request, parts: request.parts.slice(0, 1), vocabulary: ['Freehold', 'Lily'] })
      expect(heard.segments.length).toBeGreaterThan(0)
    })

    it('has nothing to say of nothing', async () => {
      expect((await transcriber.transcribe({ ...request, parts: [] })).segments).toEqual([])
    })

    it('stops within a second when told to', async () => {
      const controller = new AbortController()
      const aborted = transcriber.transcribe({ ...request, signal: controller.signal }).catch((error: unknown) => error)
      setTimeout(() => controller.abort(), 200)
      const startedMs = performance.now()
      expect(await aborted).toMatchObject({ name: 'AbortError' })
      expect(performance.now() - startedMs).toBeLessThan(1_200)
    })

    it('refuses a model of another kind, one that is gone, and a language it does not know', async () => {
      await expect(transcriber.transcribe({ ...request, model: modelAt(vadModel.path, 'whisper') })).rejects.toMatchObject({ code: 'MODEL_BROKEN' })
      await expect(transcriber.transcribe({ ...request, model: modelAt(join(folder, 'gone.bin'), 'whisper') })).rejects.toMatchObject({ code: 'NO_MODEL' })
      await expect(transcriber.transcribe({ ...request, language: 'xx' })).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    })

    it('says when the decoded audio is gone', async () => {
      await expect(transcriber.transcribe({ ...request, pcmPath: join(folder, 'gone.pcm') })).rejects.toMatchObject({ code: 'FILE_GONE' })
    })
  })
})

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[a-z0-9']+/g) ?? []
