/** What speech models take: fewer samples would lose consonants, more would be thrown away. */
export const SPEECH_RATE_HZ = 16_000

/** Writes samples from −1 to 1 as a WAV file of 16 bits, one channel. */
export const toWav = (samples: Float32Array, rateHz: number): Blob => {
  const bytes = new DataView(new ArrayBuffer(44 + samples.length * 2))
  const word = (at: number, text: string): void => [...text].forEach((letter, index) => bytes.setUint8(at + index, letter.charCodeAt(0)))
  word(0, 'RIFF')
  bytes.setUint32(4, 36 + samples.length * 2, true)
  word(8, 'WAVEfmt ')
  bytes.setUint32(16, 16, true)
  bytes.setUint16(20, 1, true)
  bytes.setUint16(22, 1, true)
  bytes.setUint32(24, rateHz, true)
  bytes.setUint32(28, rateHz * 2, true)
  bytes.setUint16(32, 2, true)
  bytes.setUint16(34, 16, true)
  word(36, 'data')
  bytes.setUint32(40, samples.length * 2, true)
  samples.forEach((sample, index) => bytes.setInt16(44 + index * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), true))
  return new Blob([bytes.buffer], { type: 'audio/wav' })
}

/** All channels as one. */
export const toMono = (channels: readonly Float32Array[]): Float32Array => {
  const [first] = channels
  if (!first || channels.length === 1) return first ?? new Float32Array()
  return first.map((_sample, index) => channels.reduce((sum, channel) => sum + (channel[index] ?? 0), 0) / channels.length)
}
