import { z } from 'zod'
import type { Heard, Piece } from './calls.ts'
import { repairPieces } from './repair-pieces.ts'

const OffsetsSchema = z.object({ from: z.number(), to: z.number() })

// As `-ojf` writes it; a token's `text` may hold half a character.
const OutputSchema = z.object({
  result: z.object({ language: z.string() }),
  transcription: z.array(
    z.object({
      offsets: OffsetsSchema,
      text: z.string(),
      tokens: z.array(z.object({ text: z.string(), offsets: OffsetsSchema, p: z.number() })),
    }),
  ),
})

// `[_BEG_]`, `[_TT_150]`: marks of the decoder, no words.
const MARK = /^\[_[A-Z_]+\d*\]$/

/** Reads the JSON that `whisper-cli -ojf` wrote. */
export const parseCliOutput = (json: string): { readonly heard: Heard[]; readonly language: string } => {
  const { result, transcription } = OutputSchema.parse(JSON.parse(json))
  const heard = transcription.map(({ offsets, text, tokens }): Heard => {
    const pieces = tokens.filter((token) => !MARK.test(token.text)).map(tokenToPiece)
    return { startSeconds: offsets.from / 1000, endSeconds: offsets.to / 1000, text, pieces: [...repairPieces(pieces, text)] }
  })
  return { heard, language: result.language }
}

const tokenToPiece = ({ text, offsets, p }: { readonly text: string; readonly offsets: { readonly from: number; readonly to: number }; readonly p: number }): Piece => ({
  startSeconds: offsets.from / 1000,
  endSeconds: offsets.to / 1000,
  text,
  probability: p,
})

/** `main: processing '3.wav' (40000 samples, …`: the files before this one are done. Null for any other line. */
export const parseCliFileStart = (line: string): string | null => /processing '([^']+)'/.exec(line)?.[1] ?? null

/** `whisper_print_progress_callback: progress =  93%`; it counts past the end of short audio. */
export const parseCliProgress = (line: string): number | null => {
  const percent = /progress =\s*(\d+)%/.exec(line)?.[1]
  return percent === undefined ? null : Math.min(1, Number(percent) / 100)
}
