import type { Segment } from '../../../contract/memos.ts'

export interface Cue {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly lines: readonly string[]
}

interface Piece {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly text: string
}

const LINE_CHARACTERS = 42
const LINES = 2
const LEAST_SECONDS = 0.1

/** Subtitles a person can read: at most two lines of 42 characters, cut between words at the times they are spoken. */
export const toCues = (segments: readonly Segment[]): readonly Cue[] => segments.flatMap(cuesOf)

const cuesOf = (segment: Segment): readonly Cue[] => {
  const cues: Cue[] = []
  let open: Piece[] = []
  const close = (): void => {
    const [first, last] = [open[0], open.at(-1)]
    if (first && last) cues.push({ startSeconds: first.startSeconds, endSeconds: Math.max(last.endSeconds, first.startSeconds + LEAST_SECONDS), lines: toLines(open) })
    open = []
  }
  for (const piece of piecesOf(segment)) {
    if (open.length > 0 && toLines([...open, piece]).length > LINES) close()
    open.push(piece)
  }
  close()
  return cues
}

/** The words with their times; where the engine gave none, each gets its share of the segment by its length. */
const piecesOf = (segment: Segment): readonly Piece[] => {
  const text = oneLine(segment.text)
  const timed = (segment.words ?? []).flatMap((word) => split(oneLine(word.text), word))
  if (oneLine(timed.map((piece) => piece.text).join('')).replaceAll(' ', '') === text.replaceAll(' ', '') && /\s/.test(text) === timed.length > 1) return timed
  return split(text, segment)
}

// A word longer than a line, as in scripts without spaces, is cut where the line ends.
const split = (text: string, { startSeconds, endSeconds }: Pick<Piece, 'startSeconds' | 'endSeconds'>): readonly Piece[] => {
  const parts = text.split(' ').flatMap((word) => [...chunks([...word])])
  const characters = parts.reduce((sum, part) => sum + part.length, 0)
  let before = 0
  return parts.map((part) => {
    const at = (count: number): number => startSeconds + ((endSeconds - startSeconds) * count) / characters
    const piece = { text: part, startSeconds: at(before), endSeconds: at(before + part.length) }
    before += part.length
    return piece
  })
}

function* chunks(characters: readonly string[]): Generator<string> {
  for (let start = 0; start < characters.length; start += LINE_CHARACTERS) yield characters.slice(start, start + LINE_CHARACTERS).join('')
}

const toLines = (pieces: readonly Piece[]): readonly string[] => {
  const lines: string[] = []
  for (const { text } of pieces) {
    const last = lines.at(-1)
    if (last !== undefined && [...last].length + 1 + [...text].length <= LINE_CHARACTERS) lines[lines.length - 1] = `${last} ${text}`
    else lines.push(text)
  }
  return lines
}

const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
