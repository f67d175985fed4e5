import type { ReadDocument } from '../../core/ports/index.ts'

/** A table stays the text it is; beside it stands how large it is. */
export const readTable = (text: string, ending: string): ReadDocument => {
  const separator = ending === '.tsv' || ending === '.tab' ? '\t' : likeliest(text)
  const { rows, columns } = sizeOf(text, separator)
  return { kind: 'csv', title: null, text, notice: `A table of ${count(rows, 'row')} and ${count(columns, 'column')}.` }
}

const count = (number: number, noun: string): string => `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`

// Where a comma stands in numbers, tables are written with semicolons.
const likeliest = (text: string): string => {
  const head = text.slice(0, text.includes('\n') ? text.indexOf('\n') : text.length)
  const counted = [',', ';', '\t', '|'].map((separator) => [separator, head.split(separator).length] as const)
  return counted.reduce((best, each) => (each[1] > best[1] ? each : best))[0]
}

/** Rows that are not empty, the heading among them, and the cells of the widest. A quoted cell may hold line ends. */
const sizeOf = (text: string, separator: string): { readonly rows: number; readonly columns: number } => {
  let [rows, columns, cells] = [0, 0, 1]
  let isQuoted = false
  let isEmpty = true
  const endRow = (): void => {
    if (!isEmpty) {
      rows += 1
      columns = Math.max(columns, cells)
    }
    cells = 1
    isEmpty = true
  }
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted
    if (character === '\n' && !isQuoted) {
      endRow()
      continue
    }
    isEmpty = false
    if (character === separator && !isQuoted) cells += 1
  }
  endRow()
  return { rows, columns }
}
