import { createSpectrum } from './spectrum.ts'
import type { Tensor } from './read-tensors.ts'

/** What one probability is of: 32 ms. */
export const CHUNK_SAMPLES = 512

const PADDING = 64
const LOOK = 256
const STEP = 128
const BINS = 129
const HIDDEN = 128

export interface Silero {
  /** Forgets what it has heard. */
  reset(): void
  /** How probable it is that somebody speaks in the next 512 samples (−1 … 1). */
  hear(samples: Float64Array): number
}

/**
 * Creates Silero, versions 5 and 6, from the tensors of its file: a spectrum, four convolutions, and a memory of what came
 * before. Null when the file is of another make. The same arithmetic as whisper.cpp's, which rounds more.
 */
export const createSilero = (tensors: ReadonlyMap<string, Tensor>): Silero | null => {
  const weights = Object.fromEntries(Object.entries(SIZES).map(([name, sizes]) => [name, valuesOf(tensors, name, sizes)]))
  const get = (name: keyof typeof SIZES): Float64Array => weights[name] ?? new Float64Array()
  if (Object.values(weights).includes(null)) return null
  const basis = get('stft.forward_basis_buffer')
  // The first row is the window times a cosine of frequency 0.
  const window = basis.slice(0, LOOK)
  if (!isFourier(basis, window)) return null

  const spectrum = createSpectrum(window)
  const padded = new Float64Array(CHUNK_SAMPLES + 2 * PADDING)
  const tones = new Float64Array(4 * BINS)
  const layers = [
    createConvolution(get('encoder.0.reparam_conv.weight'), get('encoder.0.reparam_conv.bias'), { inputs: BINS, length: 4, stride: 1 }),
    createConvolution(get('encoder.1.reparam_conv.weight'), get('encoder.1.reparam_conv.bias'), { inputs: 128, length: 4, stride: 2 }),
    createConvolution(get('encoder.2.reparam_conv.weight'), get('encoder.2.reparam_conv.bias'), { inputs: 64, length: 2, stride: 2 }),
    createConvolution(get('encoder.3.reparam_conv.weight'), get('encoder.3.reparam_conv.bias'), { inputs: 64, length: 1, stride: 1 }),
  ]
  const [fromInput, fromHidden] = [get('decoder.rnn.weight_ih'), get('decoder.rnn.weight_hh')]
  const gateBias = get('decoder.rnn.bias_ih').map((value, index) => value + (get('decoder.rnn.bias_hh')[index] ?? 0))
  const gates = new Float64Array(4 * HIDDEN)
  const hidden = new Float64Array(HIDDEN)
  const cell = new Float64Array(HIDDEN)
  const last = get('decoder.decoder.2.weight')
  const lastBias = get('decoder.decoder.2.bias')[0] ?? 0

  return {
    reset: () => {
      hidden.fill(0)
      cell.fill(0)
    },
    hear: (samples) => {
      reflect(samples, padded)
      spectrum(padded, 0, STEP, tones, 0, 1, 4)
      spectrum(padded, 2 * STEP, 3 * STEP, tones, 2, 3, 4)
      const features = layers.reduce<Float64Array>((values, layer) => layer(values), tones)
      for (let gate = 0; gate < 4 * HIDDEN; gate += 1) {
        gates[gate] = gateBias[gate]! + dot(fromInput, gate * HIDDEN, features, HIDDEN) + dot(fromHidden, gate * HIDDEN, hidden, HIDDEN)
      }
      let sum = lastBias
      for (let index = 0; index < HIDDEN; index += 1) {
        cell[index] = sigmoid(gates[HIDDEN + index]!) * cell[index]! + sigmoid(gates[index]!) * Math.tanh(gates[2 * HIDDEN + index]!)
        hidden[index] = sigmoid(gates[3 * HIDDEN + index]!) * Math.tanh(cell[index]!)
        sum += Math.max(0, hidden[index]!) * last[index]!
      }
      return sigmoid(sum)
    },
  }
}

const SIZES = {
  'stft.forward_basis_buffer': [LOOK, 1, 2 * BINS],
  'encoder.0.reparam_conv.weight': [3, BINS, 128],
  'encoder.0.reparam_conv.bias': [128],
  'encoder.1.reparam_conv.weight': [3, 128, 64],
  'encoder.1.reparam_conv.bias': [64],
  'encoder.2.reparam_conv.weight': [3, 64, 64],
  'encoder.2.reparam_conv.bias': [64],
  'encoder.3.reparam_conv.weight': [3, 64, 128],
  'encoder.3.reparam_conv.bias': [128],
  'decoder.rnn.weight_ih': [HIDDEN, 4 * HIDDEN],
  'decoder.rnn.weight_hh': [HIDDEN, 4 * HIDDEN],
  'decoder.rnn.bias_ih': [4 * HIDDEN],
  'decoder.rnn.bias_hh': [4 * HIDDEN],
  'decoder.decoder.2.weight': [HIDDEN],
  'decoder.decoder.2.bias': [],
} as const

const valuesOf = (tensors: ReadonlyMap<string, Tensor>, name: string, sizes: readonly number[]): Float64Array | null => {
  const found = tensors.get(name)
  return found === undefined || found.sizes.join() !== sizes.join() ? null : found.values
}

/** Whether the first layer is what the fast transform computes. */
const isFourier = (basis: Float64Array, window: Float64Array): boolean =>
  basis.every((value, at) => {
    const [row, index] = [Math.floor(at / LOOK), at % LOOK]
    const angle = (2 * Math.PI * (row % BINS) * index) / LOOK
    const tone = row < BINS ? Math.cos(angle) : -Math.sin(angle)
    return Math.abs(value - (window[index] ?? 0) * tone) < 0.002
  })

/** The samples with their first and last 64 mirrored outwards, as the model was trained. */
const reflect = (samples: Float64Array, padded: Float64Array): void => {
  padded.set(samples, PADDING)
  for (let index = 1; index <= PADDING; index += 1) {
    padded[PADDING - index] = samples[index]!
    padded[PADDING + CHUNK_SAMPLES - 1 + index] = samples[CHUNK_SAMPLES - 1 - index]!
  }
}

/** A convolution over three neighbours with nothing beyond the edges, then what is below zero cut off. Values lie channel by channel. */
const createConvolution = (weights: Float64Array, bias: Float64Array, { inputs, length, stride }: { readonly inputs: number; readonly length: number; readonly stride: number }) => {
  const outputs = bias.length
  const outLength = Math.floor((length - 1) / stride) + 1
  const column = new Float64Array(3 * inputs)
  const out = new Float64Array(outputs * outLength)
  return (values: Float64Array): Float64Array => {
    for (let place = 0; place < outLength; place += 1) {
      for (let input = 0; input < inputs; input += 1) {
        for (let tap = 0; tap < 3; tap += 1) {
          const at = place * stride + tap - 1
          column[input * 3 + tap] = at < 0 || at >= length ? 0 : values[input * length + at]!
        }
      }
      for (let output = 0; output < outputs; output += 1) out[output * outLength + place] = Math.max(0, bias[output]! + dot(weights, output * column.length, column, column.length))
    }
    return out
  }
}

/** Four sums at a time: each waits for nothing but itself. */
const dot = (weights: Float64Array, from: number, values: Float64Array, count: number): number => {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let index = 0
  for (; index + 3 < count; index += 4) {
    a += weights[from + index]! * values[index]!
    b += weights[from + index + 1]! * values[index + 1]!
    c += weights[from + index + 2]! * values[index + 2]!
    d += weights[from + index + 3]! * values[index + 3]!
  }
  for (; index < count; index += 1) a += weights[from + index]! * values[index]!
  return a + b + c + d
}

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value))
