export interface WordErrors {
  readonly substitutions: number
  readonly deletions: number
  readonly insertions: number
  /** Words of the reference. */
  readonly words: number
}

/** Words as they are compared: lower case, punctuation out, numbers as they are written. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/[^\p{L}\p{N}\p{M}'\s]+/gu, ' ')
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))

/** The fewest substitutions, deletions and insertions that lead from the reference to what was heard. */
export const countWordErrors = (reference: string, heard: string): WordErrors => {
  const said = wordsOf(reference)
  const written = wordsOf(heard)
  let row: Cell[] = written.map((_, index) => ({ substitutions: 0, deletions: 0, insertions: index + 1 }))
  row.unshift({ substitutions: 0, deletions: 0, insertions: 0 })
  for (const [line, word] of said.entries()) {
    const next: Cell[] = [{ substitutions: 0, deletions: line + 1, insertions: 0 }]
    for (const [column, other] of written.entries()) {
      const diagonal = cellAt(row, column)
      const above = cellAt(row, column + 1)
      const left = cellAt(next, column)
      next.push(
        word === other
          ? diagonal
          : cheapest({ ...diagonal, substitutions: diagonal.substitutions + 1 }, { ...above, deletions: above.deletions + 1 }, { ...left, insertions: left.insertions + 1 }),
      )
    }
    row = next
  }
  return { ...cellAt(row, written.length), words: said.length }
}

/** Errors over the words of the reference; 1 for any word that was made up where nothing was said. */
export const wordErrorRate = (errors: readonly WordErrors[]): number => {
  const words = errors.reduce((sum, one) => sum + one.words, 0)
  const wrong = errors.reduce((sum, one) => sum + costOf(one), 0)
  return words === 0 ? Math.min(1, wrong) : wrong / words
}

type Cell = Omit<WordErrors, 'words'>

const costOf = ({ substitutions, deletions, insertions }: Cell): number => substitutions + deletions + insertions
const cheapest = (...cells: readonly [Cell, ...Cell[]]): Cell => cells.reduce((least, cell) => (costOf(cell) < costOf(least) ? cell : least))

const cellAt = (row: readonly Cell[], column: number): Cell => {
  const cell = row[column]
  if (cell === undefined) throw new RangeError(`No column ${column} in a row of ${row.length}.`)
  return cell
}
