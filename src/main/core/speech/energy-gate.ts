import type { Span } from '../ports/index.ts'
import type { Levels } from './speech.ts'

export interface GateSettings {
  /** How many times louder than the noise around it a frame must be. */
  readonly aboveNoise: number
  /** A steady sound louder than this is not taken for noise: speech that never pauses is steady as well. */
  readonly loudestNoise: number
  /** Quieter than this is silence, however quiet the room. */
  readonly leastRms: number
  /** Loud stretches closer than this are one. */
  readonly bridgeSeconds: number
  /** Kept on both sides of a loud stretch. */
  readonly marginSeconds: number
  readonly shortestSeconds: number
}

/** Only what is surely silent is kept from Silero: 3 dB above the noise counts as loud, with a wide margin. */
export const BEFORE_DETECTOR: GateSettings = { aboveNoise: 1.4, loudestNoise: 0.01, leastRms: 0.0002, bridgeSeconds: 2, marginSeconds: 1, shortestSeconds: 0 }

/** With no detector after it the gate decides: 10 dB above the noise, and longer than a click. */
export const ALONE: GateSettings = { aboveNoise: 3, loudestNoise: Infinity, leastRms: 0.001, bridgeSeconds: 0.4, marginSeconds: 0.15, shortestSeconds: 0.1 }

const BLOCK_SECONDS = 1
const LOOK_AROUND_SECONDS = 15

/** Finds where a recording is louder than its own noise; the noise is measured anew for every second. */
export const findLoud = (levels: Levels, settings: GateSettings): readonly Span[] => {
  const { rms, frameSeconds } = levels
  const endSeconds = rms.length * frameSeconds
  const framesPerBlock = Math.round(BLOCK_SECONDS / frameSeconds)
  const noise = noiseByBlock(rms, framesPerBlock)
  const runs: { first: number; last: number }[] = []
  for (let frame = 0; frame < rms.length; frame += 1) {
    const threshold = Math.max(settings.leastRms, settings.aboveNoise * Math.min(settings.loudestNoise, noise[Math.floor(frame / framesPerBlock)] ?? 0))
    if ((rms[frame] ?? 0) < threshold) continue
    const last = runs.at(-1)
    if (last !== undefined && (frame - last.last - 1) * frameSeconds <= settings.bridgeSeconds) last.last = frame
    else runs.push({ first: frame, last: frame })
  }
  return runs
    .filter(({ first, last }) => (last - first + 1) * frameSeconds >= settings.shortestSeconds)
    .map(({ first, last }) => ({
      startSeconds: Math.max(0, first * frameSeconds - settings.marginSeconds),
      endSeconds: Math.min(endSeconds, (last + 1) * frameSeconds + settings.marginSeconds),
    }))
}

/** The noise of each block: what the quieter frames of the quieter blocks around it have. Speech pauses often enough. */
const noiseByBlock = (rms: Float32Array, framesPerBlock: number): readonly number[] => {
  const quiet: number[] = []
  for (let from = 0; from < rms.length; from += framesPerBlock) quiet.push(quantile(rms.slice(from, from + framesPerBlock), 0.1))
  return quiet.map((_, block) => {
    const around = quiet.slice(Math.max(0, block - LOOK_AROUND_SECONDS), block + LOOK_AROUND_SECONDS + 1)
    return quantile(Float32Array.from(around), 0.2)
  })
}

const quantile = (values: Float32Array, share: number): number => values.sort()[Math.floor((values.length - 1) * share)] ?? 0
