/** A piece of Markdown as one line of a list shows it: without the marks that would only be drawn in the chat. */
export const plainLine = (piece: string): string =>
  piece
    .replaceAll(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1')
    .replaceAll(/(^|\n)\s*(#{1,6}|[-*+>])\s+/g, '$1')
    .replaceAll(/\*\*|__|~~|`+/g, '')
