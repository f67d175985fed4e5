import type { Piece } from './calls.ts'

export interface BufferWord {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly text: string
  readonly spaceBefore: boolean
  readonly probability?: number
}

// Written without spaces between words: each piece is taken as a word.
const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** Joins the engine's pieces into words: one begins where a piece begins with a space, or in a script without spaces. */
export const piecesToWords = (pieces: readonly Piece[]): readonly BufferWord[] => {
  const words: { startSeconds: number; endSeconds: number; text: string; spaceBefore: boolean; probabilities: number[] }[] = []
  for (const piece of pieces) {
    const text = piece.text.trim()
    if (text === '') continue
    const spaceBefore = /^\s/.test(piece.text)
    const last = words.at(-1)
    const probabilities = piece.probability === undefined ? [] : [piece.probability]
    if (last === undefined || spaceBefore || SPACELESS.test(text)) {
      words.push({ startSeconds: piece.startSeconds, endSeconds: piece.endSeconds, text, spaceBefore, probabilities })
      continue
    }
    last.text += text
    last.endSeconds = Math.max(last.endSeconds, piece.endSeconds)
    last.probabilities.push(...probabilities)
  }
  return words.map(({ probabilities, ...word }) => (probabilities.length === 0 ? word : { ...word, probability: geometricMean(probabilities) }))
}

const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(Math.max(value, 1e-6)), 0) / values.length)
