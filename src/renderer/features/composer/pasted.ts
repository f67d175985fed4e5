/** A longer text than this becomes an attachment, so that it does not bury what is asked. */
export const LONG_PASTE_CHARACTERS = 8000

export type Pasted =
  | { readonly kind: 'typed' }
  | { readonly kind: 'long'; readonly text: string }
  | { readonly kind: 'files'; readonly files: readonly File[] }
  | { readonly kind: 'refused'; readonly words: string }

/** What a paste brings: words for the field, a long text, files, or a picture, which no model here can look at. */
export const takePasted = (data: Pick<DataTransfer, 'files' | 'getData'>): Pasted => {
  const text = data.getData('text/plain')
  const files = [...data.files]
  // Copied cells and formatted text come with a picture of themselves: the words are what was meant.
  if (text !== '') return text.length > LONG_PASTE_CHARACTERS ? { kind: 'long', text } : { kind: 'typed' }
  const readable = files.filter(({ type }) => !type.startsWith('image/'))
  if (files.length > readable.length) {
    return { kind: 'refused', words: 'A picture cannot be read by the models here. Paste its text instead.' }
  }
  return readable.length > 0 ? { kind: 'files', files: readable } : { kind: 'typed' }
}
