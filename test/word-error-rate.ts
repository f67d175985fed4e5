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
  const { cost, words } = align(reference, heard)
  return { substitutions: cost.substitutions, deletions: cost.deletions, insertions: cost.insertions, words }
}

/** For each word that was heard, whether it is wrong: another one was said in its place, or none. */
export const findWrongWords = (reference: string, heard: string): readonly boolean[] => {
  const wrong = wordsOf(heard).map(() => false)
  for (let step: Wrong | null = align(reference, heard).cost.wrong; step !== null; step = step.before) wrong[step.heardIndex] = true
  return wrong
}

const align = (reference: string, heard: string): { readonly cost: Cell; readonly words: number } => {
  const said = wordsOf(reference)
  const written = wordsOf(heard)
  let row: Cell[] = [NOTHING]
  for (const index of written.keys()) row.push(inserted(cellAt(row, index), index))
  for (const word of said) {
    const next: Cell[] = [deleted(cellAt(row, 0))]
    for (const [column, other] of written.entries()) {
      const diagonal = cellAt(row, column)
      next.push(word === other ? diagonal : cheapest(substituted(diagonal, column), deleted(cellAt(row, column + 1)), inserted(cellAt(next, column), column)))
    }
    row = next
  }
  return { cost: cellAt(row, written.length), words: said.length }
}

/** Errors over the words of the reference; 1 for any word that was made up where nothing was said. */
export const wordErrorRate = (errors: readonly WordErrors[]): number => {
  const words = errors.reduce((sum, one) => sum + one.words, 0)
  const wrong = errors.reduce((sum, one) => sum + costOf(one), 0)
  return words === 0 ? Math.min(1, wrong) : wrong / words
}

/** A word heard wrong, and those before it. */
interface Wrong {
  readonly heardIndex: number
  readonly before: Wrong | null
}

interface Cell extends Omit<WordErrors, 'words'> {
  readonly wrong: Wrong | null
}

const NOTHING: Cell = { substitutions: 0, deletions: 0, insertions: 0, wrong: null }
const substituted = (cell: Cell, heardIndex: number): Cell => ({ ...cell, substitutions: cell.substitutions + 1, wrong: { heardIndex, before: cell.wrong } })
const inserted = (cell: Cell, heardIndex: number): Cell => ({ ...cell, insertions: cell.insertions + 1, wrong: { heardIndex, before: cell.wrong } })
const deleted = (cell: Cell): Cell => ({ ...cell, deletions: cell.deletions + 1 })

const costOf = ({ substitutions, deletions, insertions }: Omit<WordErrors, 'words'>): number => substitutions + deletions + insertions
const cheapest = (...cells: readonly [Cell, ...Cell[]]): Cell => cells.reduce((least, cell) => (costOf(cell) < costOf(least) ? cell : least))

const cellAt = (row: readonly Cell[], column: number): Cell => {
  const cell = row[column]
  if (cell === undefined) throw new RangeError(`No column ${column} in a row of ${row.length}.`)
  return cell
}
