/** The loudest moment of each of `count` equal parts, for as many bars as there is room. */
export const toBars = (waveform: readonly number[], count: number): readonly number[] =>
  Array.from({ length: waveform.length === 0 ? 0 : count }, (_, bar) => {
    const from = Math.floor((bar * waveform.length) / count)
    const to = Math.max(from + 1, Math.floor(((bar + 1) * waveform.length) / count))
    return Math.max(...waveform.slice(from, to))
  })

const SILENCE = 0.06
const HEIGHT = 44

/** Bars as one SVG path, 4 px apart in a field 44 px high; silence is flat. */
export const barsToPath = (bars: readonly number[]): string =>
  bars
    .map((loudness, index) => {
      const half = loudness < SILENCE ? 0.6 : Math.max(1.5, Math.min(1, loudness) * 20)
      return `M${(index * 4 + 1.5).toFixed(1)} ${(HEIGHT / 2 - half).toFixed(1)}V${(HEIGHT / 2 + half).toFixed(1)}`
    })
    .join('')
