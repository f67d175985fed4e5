/** Tokens of a text, by the model's own tokenizer. */
type CountTokens = (text: string) => Promise<number>

/** Cuts a text between paragraphs, else at the ends of sentences, else between words, into pieces of at most `maxTokens` each; nothing is lost. */
export const cutIntoPieces = async (text: string, maxTokens: number, countTokens: CountTokens): Promise<readonly string[]> => {
  const whole = text.trim()
  if (whole === '') return []
  const tokens = await countTokens(whole)
  if (tokens <= maxTokens || whole.length < 2) return [whole]
  // Cut by proportion, a little short, then each piece again if its words turn out longer than the average.
  const pieceLength = Math.max(1, Math.floor((whole.length / tokens) * maxTokens * 0.9))
  const pieces: string[] = []
  for (let rest = whole; rest !== ''; ) {
    const end = cutAt(rest, Math.min(pieceLength, whole.length - 1))
    pieces.push(...(await cutIntoPieces(rest.slice(0, end), maxTokens, countTokens)))
    rest = rest.slice(end).trimStart()
  }
  return pieces
}

/** Where to cut a text of which so many characters are wanted: after a paragraph, a sentence or a word where there is one, and never within a character. */
export const cutAt = (text: string, length: number): number => {
  if (text.length <= length) return text.length
  const head = text.slice(0, length)
  const paragraph = head.lastIndexOf('\n\n')
  if (paragraph > length / 2) return paragraph + 2
  const sentence = Math.max(...['. ', '? ', '! ', '\n', '。', '？', '！'].map((end) => head.lastIndexOf(end)))
  if (sentence > length / 2) return sentence + 1
  const space = head.lastIndexOf(' ')
  if (space > 0) return space + 1
  // Never between the two halves of one character.
  return /[\uD800-\uDBFF]$/.test(head) && length > 1 ? length - 1 : length + (/[\uD800-\uDBFF]$/.test(head) ? 1 : 0)
}
