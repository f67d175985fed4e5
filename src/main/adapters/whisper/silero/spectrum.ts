const SIZE = 256
const BINS = SIZE / 2 + 1

/**
 * Creates the first layer of Silero: how strong each of 129 tones is in 256 samples. The model's file holds it as a matrix
 * of a window times sines and cosines; this is the same by a fast Fourier transform, which takes a thirtieth of the time.
 * Two stretches are transformed at once, as the real and the imaginary half of one.
 */
export const createSpectrum = (window: Float64Array) => {
  const real = new Float64Array(SIZE)
  const imaginary = new Float64Array(SIZE)
  const cosines = Float64Array.from({ length: SIZE / 2 }, (_, index) => Math.cos((2 * Math.PI * index) / SIZE))
  const sines = Float64Array.from({ length: SIZE / 2 }, (_, index) => -Math.sin((2 * Math.PI * index) / SIZE))
  const reversed = Uint8Array.from({ length: SIZE }, (_, index) => reverseBits(index))

  const transform = (): void => {
    for (let half = 1; half < SIZE; half *= 2) {
      const step = SIZE / (2 * half)
      for (let from = 0; from < SIZE; from += 2 * half) {
        for (let index = 0; index < half; index += 1) {
          const top = from + index
          const bottom = top + half
          const cosine = cosines[index * step]!
          const sine = sines[index * step]!
          const turnedReal = real[bottom]! * cosine - imaginary[bottom]! * sine
          const turnedImaginary = real[bottom]! * sine + imaginary[bottom]! * cosine
          real[bottom] = real[top]! - turnedReal
          imaginary[bottom] = imaginary[top]! - turnedImaginary
          real[top] = real[top]! + turnedReal
          imaginary[top] = imaginary[top]! + turnedImaginary
        }
      }
    }
  }

  /** Takes two stretches of `samples`; writes their 129 strengths each, `stride` apart. */
  return (samples: Float64Array, first: number, second: number, into: Float64Array, firstAt: number, secondAt: number, stride: number): void => {
    for (let index = 0; index < SIZE; index += 1) {
      const place = reversed[index]!
      real[place] = window[index]! * samples[first + index]!
      imaginary[place] = window[index]! * samples[second + index]!
    }
    transform()
    for (let bin = 0; bin < BINS; bin += 1) {
      const mirrored = (SIZE - bin) % SIZE
      into[firstAt + bin * stride] = length(real[bin]! + real[mirrored]!, imaginary[bin]! - imaginary[mirrored]!) / 2
      into[secondAt + bin * stride] = length(imaginary[bin]! + imaginary[mirrored]!, real[mirrored]! - real[bin]!) / 2
    }
  }
}

const length = (a: number, b: number): number => Math.sqrt(a * a + b * b)

const reverseBits = (index: number): number => {
  let reversed = 0
  for (let bit = 1; bit < SIZE; bit *= 2) reversed = reversed * 2 + (index & bit ? 1 : 0)
  return reversed
}
