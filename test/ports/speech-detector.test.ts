import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createVadDetector } from '../../src/main/adapters/whisper/index.ts'
import type { Engines, Span, SpeechDetector } from '../../src/main/core/ports/index.ts'
import { decodedFixture, pcmSeconds } from '../audio.ts'
import { modelAt, realEngines, speechModel, vadModel } from '../engines.ts'
import { missing } from '../shared.ts'

const signal = new AbortController().signal

describe.skipIf(missing('audio/jfk.wav', 'audio/12-silence-90s.m4a', 'models/silero-vad-v6.2.0.bin'))('speech detector: Silero in a child process', () => {
  let engines: Engines
  let detector: SpeechDetector
  let jfk = ''
  let whole: Span
  let spans: readonly Span[]
  const fractions: number[] = []

  beforeAll(async () => {
    engines = realEngines()
    detector = createVadDetector({ engines, threads: () => 0 })
    jfk = decodedFixture('audio/jfk.wav')
    whole = { startSeconds: 0, endSeconds: pcmSeconds(jfk) }
    spans = await detector.detect({ pcmPath: jfk, model: vadModel, within: [whole], onProgress: (fraction) => fractions.push(fraction), signal })
  })
  afterAll(() => engines.close())

  it('finds the phrases of a real voice, in order, apart, in seconds', () => {
    expect(spans.length).toBeGreaterThanOrEqual(4)
    for (const [index, { startSeconds, endSeconds }] of spans.entries()) {
      expect(startSeconds).toBeGreaterThan(spans[index - 1]?.endSeconds ?? -1)
      expect(endSeconds).toBeGreaterThan(startSeconds)
      expect(endSeconds).toBeLessThanOrEqual(whole.endSeconds)
    }
    expect(secondsOf(spans)).toBeGreaterThan(5)
    expect(fractions.at(-1)).toBe(1)
  })

  it('finds nothing in noise', async () => {
    const pcmPath = decodedFixture('audio/12-silence-90s.m4a')
    expect(await detector.detect({ pcmPath, model: vadModel, within: [{ startSeconds: 0, endSeconds: 20 }], signal })).toEqual([])
  })

  it('finds the same in chunks as in one piece: a phrase over a border stays one', async () => {
    const inChunks = createVadDetector({ engines, threads: () => 0, chunkSeconds: 2.5 })
    const found = await inChunks.detect({ pcmPath: jfk, model: vadModel, within: [whole], signal })
    expect(found.length).toBe(spans.length)
    for (const [index, span] of found.entries()) {
      expect(Math.abs(span.startSeconds - (spans[index]?.startSeconds ?? -1))).toBeLessThan(0.2)
      expect(Math.abs(span.endSeconds - (spans[index]?.endSeconds ?? -1))).toBeLessThan(0.2)
    }
  })

  it('looks only where it is told to', async () => {
    const within = [
      { startSeconds: 0, endSeconds: 2 },
      { startSeconds: 8, endSeconds: 10.5 },
    ]
    const found = await detector.detect({ pcmPath: jfk, model: vadModel, within, signal })
    expect(found.length).toBeGreaterThan(1)
    expect(found.every((span) => within.some(({ startSeconds, endSeconds }) => span.startSeconds >= startSeconds && span.endSeconds <= endSeconds))).toBe(true)
    expect(await detector.detect({ pcmPath: jfk, model: vadModel, within: [], signal })).toEqual([])
  })

  it('refuses a model of another kind', async () => {
    const detecting = detector.detect({ pcmPath: jfk, model: modelAt(speechModel.path, 'vad'), within: [whole], signal })
    await expect(detecting).rejects.toMatchObject({ code: 'MODEL_BROKEN' })
  })
})

const secondsOf = (spans: readonly Span[]): number => spans.reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0)
