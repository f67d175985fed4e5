import type { Piece } from './calls.ts'

const DAMAGED = '\uFFFD'

/**
 * A token may hold half a character: read alone it becomes U+FFFD, while the whole text is right. Takes the characters of
 * such pieces from the whole text; a run of them becomes one piece. Without a fit the pieces are returned as they are.
 */
export const repairPieces = (pieces: readonly Piece[], text: string): readonly Piece[] => {
  if (!pieces.some((piece) => piece.text.includes(DAMAGED))) return pieces
  const repaired: Piece[] = []
  let at = 0
  let index = 0
  while (index < pieces.length) {
    const piece = pieces[index]
    if (piece === undefined) break
    if (!piece.text.includes(DAMAGED)) {
      if (!text.startsWith(piece.text, at)) return pieces
      at += piece.text.length
      repaired.push(piece)
      index += 1
      continue
    }
    let next = index + 1
    while (pieces[next]?.text.includes(DAMAGED) === true || pieces[next]?.text === '') next += 1
    const follower = pieces[next]
    const end = follower === undefined ? text.length : text.indexOf(follower.text, at + 1)
    if (end < 0) return pieces
    repaired.push({ ...piece, endSeconds: pieces[next - 1]?.endSeconds ?? piece.endSeconds, text: text.slice(at, end) })
    // The sizes of segments are counted in pieces: those that were joined stay, without text.
    for (const joined of pieces.slice(index + 1, next)) repaired.push({ ...joined, text: '' })
    at = end
    index = next
  }
  return repaired
}
