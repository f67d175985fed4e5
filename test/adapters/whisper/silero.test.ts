import { readFileSync } from 'node:fs'
import { initWhisperVad } from '@fugood/whisper.node'
import { describe, expect, it } from 'vitest'
import { loadVad } from '../../../src/main/adapters/whisper/load-vad.ts'
import { readTensors } from '../../../src/main/adapters/whisper/silero/read-tensors.ts'
import { createSilero } from '../../../src/main/adapters/whisper/silero/silero.ts'
import { speechSpans } from '../../../src/main/adapters/whisper/silero/speech-spans.ts'
import type { Span } from '../../../src/main/core/ports/index.ts'
import { decodedFixture, pcmSeconds } from '../../audio.ts'
import { vadModel } from '../../engines.ts'
import { missing } from '../../shared.ts'

const RECORDINGS = ['audio/jfk.wav', 'audio/07-mid-us.m4a', 'audio/08-mid-gb-female.m4a']
const never = new AbortController().signal
const chunks = (...runs: readonly (readonly [probability: number, count: number])[]): readonly number[] => runs.flatMap(([probability, count]) => Array.from({ length: count }, () => probability))

describe.skipIf(missing('models/silero-vad-v6.2.0.bin', ...RECORDINGS))('Silero', () => {
  it('finds what the native library finds; hardly an edge is off, and by one look of 32 ms', async () => {
    const native = await initWhisperVad({ filePath: vadModel.path, nThreads: 1 })
    const ours = await loadVad({ kind: 'vad', modelPath: vadModel.path, threads: 1 })
    const offSeconds: number[] = []
    for (const name of RECORDINGS) {
      const pcmPath = decodedFixture(name)
      const theirs = await native.detectSpeechData(Uint8Array.from(readFileSync(pcmPath)).buffer)
      const answer = await ours.call({ method: 'detect', params: { pcmPath, span: { startSeconds: 0, endSeconds: pcmSeconds(pcmPath) } }, emit: () => {}, signal: never })
      const found = answer as readonly Span[]
      expect(found).toHaveLength(theirs.length)
      offSeconds.push(...theirs.flatMap(({ t0, t1 }, index) => [Math.abs((found[index]?.startSeconds ?? 0) - t0 / 100), Math.abs((found[index]?.endSeconds ?? 0) - t1 / 100)]))
    }
    // The native times are in hundredths, and its sums are rounded to 16 bits on the way.
    expect(offSeconds.length).toBeGreaterThan(40)
    expect(Math.max(...offSeconds)).toBeLessThan(0.032 + 0.01)
    expect(offSeconds.filter((off) => off > 0.01).length).toBeLessThanOrEqual(offSeconds.length / 20)
  })

  it('stops in the middle when it is cancelled, and hears the next recording afresh', async () => {
    const ours = await loadVad({ kind: 'vad', modelPath: vadModel.path, threads: 1 })
    const pcmPath = decodedFixture('audio/jfk.wav')
    const detect = (signal: AbortSignal) => ours.call({ method: 'detect', params: { pcmPath, span: { startSeconds: 0, endSeconds: 11 } }, emit: () => {}, signal })
    const first = await detect(never)
    const controller = new AbortController()
    const cancelled = detect(controller.signal)
    controller.abort()
    await expect(cancelled).rejects.toThrow('abort')
    expect(await detect(never)).toEqual(first)
  })

  it('leaves a model of another make alone', async () => {
    const tensors = new Map((await readTensors(vadModel.path)) ?? [])
    expect(createSilero(tensors)).not.toBeNull()
    const name = 'stft.forward_basis_buffer'
    const basis = tensors.get(name)
    expect(createSilero(new Map(tensors).set(name, { sizes: basis?.sizes ?? [], values: new Float64Array(basis?.values.length ?? 0).fill(1) }))).toBeNull()
    tensors.delete('decoder.rnn.bias_hh')
    expect(createSilero(tensors)).toBeNull()
  })
})

describe('spans of speech', () => {
  const rounded = (probabilities: readonly number[]) => speechSpans(probabilities).map(({ startSeconds, endSeconds }) => [Number(startSeconds.toFixed(2)), Number(endSeconds.toFixed(2))])

  it('begin with a sure sign, outlast a doubtful moment, and have a little air', () => {
    expect(rounded(chunks([0.1, 50], [0.9, 20], [0.4, 10], [0.9, 20], [0.1, 50]))).toEqual([[1.57, 3.23]])
  })

  it('are one over a breath, two over a pause, and none for a click', () => {
    expect(rounded(chunks([0.9, 20], [0.1, 5], [0.9, 20]))).toEqual([[0, 1.44]])
    expect(rounded(chunks([0.9, 20], [0.1, 20], [0.9, 20]))).toEqual([[0, 0.67], [1.25, 1.92]])
    expect(rounded(chunks([0.1, 20], [0.9, 5], [0.1, 20]))).toEqual([])
    expect(rounded([])).toEqual([])
  })
})
