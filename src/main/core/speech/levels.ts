import { SAMPLE_RATE } from '../ports/index.ts'
import type { LevelMeter, Levels } from './speech.ts'

export const FRAME_SECONDS = 0.02
const FRAME_SAMPLES = SAMPLE_RATE * FRAME_SECONDS
const FULL_SCALE = 32_768
// Five minutes of frames at first; doubled whenever it is full.
const FIRST_FRAMES = 15_000
// What a waveform still shows: 60 dB below the loudest slice is drawn as nothing.
const RANGE_DB = 60

/** Creates a meter that measures decoded samples as they come, in frames of 20 ms. */
export const createLevelMeter = (): LevelMeter => {
  let rms = new Float32Array(FIRST_FRAMES)
  let frames = 0
  let squares = 0
  let inFrame = 0

  const closeFrame = (): void => {
    if (frames === rms.length) {
      const larger = new Float32Array(rms.length * 2)
      larger.set(rms)
      rms = larger
    }
    rms[frames] = Math.sqrt(squares / inFrame) / FULL_SCALE
    frames += 1
    squares = 0
    inFrame = 0
  }

  return {
    push: (samples) => {
      for (const sample of samples) {
        squares += sample * sample
        inFrame += 1
        if (inFrame === FRAME_SAMPLES) closeFrame()
      }
    },
    finish: () => {
      if (inFrame > 0) closeFrame()
      return { frameSeconds: FRAME_SECONDS, rms: rms.slice(0, frames) }
    },
  }
}

/** Loudness 0 … 1 of at most `count` equal slices, in decibels below the loudest, as the ear hears it. */
export const waveform = ({ rms }: Levels, count: number): readonly number[] => {
  const slices = Math.min(count, rms.length)
  const peaks = Array.from({ length: slices }, (_, slice) => {
    const from = Math.floor((slice * rms.length) / slices)
    const to = Math.floor(((slice + 1) * rms.length) / slices)
    let peak = 0
    for (let frame = from; frame < to; frame += 1) peak = Math.max(peak, rms[frame] ?? 0)
    return peak
  })
  const loudest = peaks.reduce((most, peak) => Math.max(most, peak), 0)
  if (loudest === 0) return peaks
  return peaks.map((peak) => Math.max(0, Math.round((1 + (20 * Math.log10(Math.max(peak, 1e-9) / loudest)) / RANGE_DB) * 1000) / 1000))
}
