// Recordings that are kept back: made anew from a seed each time by espeak-ng and ffmpeg, so that nothing can be chosen by
// how a stored one turned out. Needs both programs; nothing of them stays.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { shared } from '../shared.ts'
import { createRandom, makeSentences, type Random } from './held-out-sentences.ts'

const run = promisify(execFile)

export type HeldOutKind = 'short' | 'long' | 'pauses' | 'other' | 'noise'

export interface HeldOut {
  readonly name: string
  readonly kind: HeldOutKind
  readonly voice: string
  readonly path: string
  /** What is said; empty for noise. */
  readonly reference: string
  readonly durationSeconds: number
}

// As espeak-ng writes.
const RATE = 22_050
const HEADER_BYTES = 44
const FULL_SCALE = 32_767

const VOICES = [
  { name: 'us', voice: 'en-us', pitch: 50 },
  { name: 'us-deep', voice: 'en-us+m3', pitch: 40 },
  { name: 'us-female', voice: 'en-us+f2', pitch: 50 },
  { name: 'us-female2', voice: 'en-us+f4', pitch: 50 },
  { name: 'gb', voice: 'en-gb', pitch: 50 },
  { name: 'gb-female', voice: 'en-gb+f3', pitch: 50 },
  { name: 'scotland', voice: 'en-gb-scotland', pitch: 50 },
] as const

interface Plan {
  readonly kind: HeldOutKind
  readonly sentences: readonly [least: number, most: number]
  readonly pauseSeconds: readonly [least: number, most: number]
}

// About eight minutes in all, a third of them without a word.
const PLANS: readonly Plan[] = [
  ...Array.from({ length: 6 }, (): Plan => ({ kind: 'short', sentences: [1, 2], pauseSeconds: [0.3, 1.2] })),
  { kind: 'long', sentences: [12, 14], pauseSeconds: [0.3, 1] },
  { kind: 'long', sentences: [14, 16], pauseSeconds: [0.5, 2.5] },
  { kind: 'long', sentences: [18, 20], pauseSeconds: [0.3, 6] },
  { kind: 'pauses', sentences: [5, 7], pauseSeconds: [2, 9] },
  { kind: 'pauses', sentences: [5, 7], pauseSeconds: [5, 14] },
  { kind: 'other', sentences: [10, 10], pauseSeconds: [0.3, 1.2] },
]
const NOISES = [
  { name: 'faint', loudness: 0.001, smooth: 0, seconds: 40 },
  { name: 'loud', loudness: 0.01, smooth: 0, seconds: 30 },
  // As a road far away: the hiss is taken out, the rumble stays.
  { name: 'rumble', loudness: 0.02, smooth: 0.98, seconds: 30 },
] as const

/** Makes the recordings of a seed into a folder. */
export const makeHeldOut = async (folder: string, seed: number): Promise<readonly HeldOut[]> => {
  const random = createRandom(seed)
  const known = knownSentences()
  const made: HeldOut[] = []
  for (const [index, plan] of PLANS.entries()) {
    const voice = VOICES[index % VOICES.length] ?? VOICES[0]
    const sentences = makeSentences(random, Math.round(between(random, plan.sentences)), plan.kind === 'other' ? 'other' : 'learnt', known)
    const speed = Math.round(between(random, [135, 170]))
    const pitch = Math.round(voice.pitch + between(random, [-6, 6]))
    const pieces: Int16Array[] = [silence(0.5)]
    for (const sentence of sentences) pieces.push(await say(sentence, { voice: voice.voice, speed, pitch }), silence(between(random, plan.pauseSeconds)))
    const name = `${plan.kind}-${index + 1}-${voice.name}`
    made.push({ name, kind: plan.kind, voice: voice.name, reference: sentences.join(' '), ...(await record(folder, name, withNoise(join16(pieces), random, { loudness: between(random, [0.0005, 0.002]), smooth: 0 }))) })
  }
  for (const noise of NOISES) {
    const name = `noise-${noise.name}`
    made.push({ name, kind: 'noise', voice: 'none', reference: '', ...(await record(folder, name, withNoise(silence(noise.seconds), random, noise))) })
  }
  return made
}

/** Every sentence of the shared recordings: none of them is said again. */
const knownSentences = (): ReadonlySet<string> => {
  const texts = readdirSync(shared('audio')).filter((name) => name.endsWith('.txt'))
  return new Set(texts.flatMap((name) => readFileSync(shared(`audio/${name}`), 'utf8').split(/(?<=[.?!])\s+/)))
}

const between = (random: Random, [least, most]: readonly [number, number]): number => least + random() * (most - least)

const silence = (seconds: number): Int16Array => new Int16Array(Math.round(seconds * RATE))

const say = async (sentence: string, { voice, speed, pitch }: { readonly voice: string; readonly speed: number; readonly pitch: number }): Promise<Int16Array> => {
  const { stdout } = await run('espeak-ng', ['-z', '-v', voice, '-s', String(speed), '-p', String(pitch), '--stdout', sentence], { encoding: 'buffer', maxBuffer: 2 ** 26 })
  const samples = Uint8Array.from(stdout.subarray(HEADER_BYTES))
  return new Int16Array(samples.buffer, 0, samples.length >> 1)
}

const join16 = (pieces: readonly Int16Array[]): Int16Array => {
  const joined = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}

/** Adds noise of a loudness (root mean square, 0 … 1); `smooth` 0 is white, towards 1 it is only low. */
const withNoise = (samples: Int16Array, random: Random, { loudness, smooth }: { readonly loudness: number; readonly smooth: number }): Int16Array => {
  // An even spread of −1 … 1 has a root mean square of 1/√3; the filter takes away √((1 − s) / (1 + s)) of it.
  const amplitude = loudness * Math.sqrt(3) * Math.sqrt((1 + smooth) / (1 - smooth)) * FULL_SCALE
  let low = 0
  return samples.map((sample) => {
    low = smooth * low + (1 - smooth) * (random() * 2 - 1)
    return Math.max(-FULL_SCALE, Math.min(FULL_SCALE, Math.round(sample + amplitude * low)))
  })
}

/** Writes samples as a phone records them: AAC, mono, 44.1 kHz. */
const record = async (folder: string, name: string, samples: Int16Array): Promise<Pick<HeldOut, 'path' | 'durationSeconds'>> => {
  const path = join(folder, `${name}.m4a`)
  const input = ['-f', 's16le', '-ar', String(RATE), '-ac', '1', '-i', 'pipe:0']
  const child = spawn('ffmpeg', ['-v', 'error', '-y', ...input, '-ar', '44100', '-c:a', 'aac', '-b:a', '64k', path], { stdio: ['pipe', 'ignore', 'inherit'] })
  const ended = once(child, 'exit')
  child.stdin.end(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength))
  const [code] = await ended
  if (code !== 0) throw new Error(`ffmpeg ended with ${String(code)}.`)
  return { path, durationSeconds: samples.length / RATE }
}
