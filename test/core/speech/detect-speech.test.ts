import { describe, expect, it } from 'vitest'
import type { ModelFile } from '../../../src/contract/models.ts'
import type { Span } from '../../../src/main/core/ports/index.ts'
import { detectSpeech } from '../../../src/main/core/speech/detect-speech.ts'
import { createLevelMeter, waveform } from '../../../src/main/core/speech/levels.ts'
import type { Levels } from '../../../src/main/core/speech/speech.ts'

const VAD: ModelFile = { id: 'vad', kind: 'vad', path: 'vad.bin', sizeBytes: 1, demo: false, fault: null }

/** Seconds of sound at the given amplitudes: noise, for a constant would have no loudness of its own. */
const sound = (...stretches: readonly (readonly [seconds: number, amplitude: number])[]): Int16Array => {
  let seed = 1
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  return Int16Array.from(stretches.flatMap(([seconds, amplitude]) => Array.from({ length: Math.round(seconds * 16_000) }, () => Math.round((random() * 2 - 1) * amplitude))))
}

const levelsOf = (samples: Int16Array): Levels => {
  const meter = createLevelMeter()
  for (let at = 0; at < samples.length; at += 777) meter.push(samples.subarray(at, at + 777))
  return meter.finish()
}

const detect = async (samples: Int16Array, found: (within: readonly Span[]) => readonly Span[], vadModel: ModelFile | null = VAD) => {
  const asked: (readonly Span[])[] = []
  const detector = {
    detect: async ({ within }: { readonly within: readonly Span[] }) => {
      asked.push(within)
      return found(within)
    },
  }
  const spans = await detectSpeech(detector, { pcmPath: 'x.pcm', durationSeconds: samples.length / 16_000, levels: levelsOf(samples), vadModel, signal: new AbortController().signal })
  return { spans, asked }
}

describe('levels', () => {
  it('measures 20 ms frames, however the samples come in', () => {
    const { rms, frameSeconds } = levelsOf(Int16Array.from({ length: 800 }, (_, index) => (index < 320 ? 16_384 : 0)))
    expect(frameSeconds).toBe(0.02)
    expect([...rms]).toEqual([0.5, 0, 0])
  })

  it('draws at most as many slices as asked for, the loudest at 1 and silence at 0', () => {
    const levels = levelsOf(sound([1, 0], [1, 8000], [1, 80]))
    const slices = waveform(levels, 3)
    expect(slices[0]).toBe(0)
    expect(slices[1]).toBe(1)
    expect(slices[2]).toBeGreaterThan(0.2)
    expect(slices[2]).toBeLessThan(0.5)
    expect(waveform(levels, 1000).length).toBe(150)
    expect(waveform(levelsOf(sound([1, 0])), 10)).toEqual(Array(10).fill(0))
    expect(waveform(levelsOf(new Int16Array()), 10)).toEqual([])
  })
})

describe('detecting speech', () => {
  it('asks no detector where nothing is louder than the noise', async () => {
    expect(await detect(sound([60, 60]), () => [])).toEqual({ spans: [], asked: [] })
    expect(await detect(sound([60, 0]), () => [])).toEqual({ spans: [], asked: [] })
  })

  it('shows the detector only what may be speech, with room around it', async () => {
    const { asked } = await detect(sound([30, 60], [2, 3000], [30, 60]), () => [])
    expect(asked.length).toBe(1)
    expect(asked[0]).toHaveLength(1)
    expect(asked[0]?.[0]?.startSeconds).toBeCloseTo(29, 1)
    expect(asked[0]?.[0]?.endSeconds).toBeCloseTo(33, 1)
  })

  it('lets the gate decide alone without a model, and drops a click', async () => {
    const { spans, asked } = await detect(sound([10, 60], [2, 3000], [5, 60], [0.04, 8000], [10, 60]), () => [], null)
    expect(asked).toEqual([])
    expect(spans).toHaveLength(1)
    expect(spans[0]?.startSeconds).toBeLessThan(10)
    expect(spans[0]?.endSeconds).toBeGreaterThan(12)
    expect(spans[0]?.endSeconds).toBeLessThan(13)
  })

  it('gives speech a little air, joins what is near, drops clicks and stays inside the recording', async () => {
    const { spans } = await detect(sound([10, 3000], [1, 0]), () => [
      { startSeconds: 0.05, endSeconds: 3 },
      { startSeconds: 3.2, endSeconds: 5 },
      { startSeconds: 6, endSeconds: 6.05 },
      { startSeconds: 8, endSeconds: 10.95 },
    ])
    expect(spans.map(({ startSeconds, endSeconds }) => [startSeconds.toFixed(2), endSeconds.toFixed(2)])).toEqual([['0.00', '5.10'], ['7.90', '11.00']])
  })

  it('cuts speech that never pauses at its quietest frame', async () => {
    const frames = new Float32Array(50 * 45).fill(0.2)
    frames[50 * 21] = 0.01
    const detector = { detect: async () => [{ startSeconds: 0, endSeconds: 45 }] }
    const spans = await detectSpeech(detector, { pcmPath: 'x.pcm', durationSeconds: 45, levels: { frameSeconds: 0.02, rms: frames }, vadModel: VAD, signal: new AbortController().signal })
    expect(spans.map(({ startSeconds, endSeconds }) => [startSeconds, Number(endSeconds.toFixed(2))])).toEqual([[0, 21.01], [21.01, 45]])
  })

  it('does nothing once it is cancelled', async () => {
    const signal = AbortSignal.abort()
    const request = { pcmPath: 'x.pcm', durationSeconds: 1, levels: { frameSeconds: 0.02, rms: new Float32Array(50).fill(0.5) }, vadModel: null, signal }
    await expect(detectSpeech({ detect: async () => [] }, request)).rejects.toThrow('abort')
  })
})
