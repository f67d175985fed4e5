import { convert } from 'html-to-text'

const KEEP_CASE = { options: { uppercase: false } } as const

/** HTML as plain text: headings, lists and tables stay readable; addresses of links, pictures and scripts are left out. */
export const htmlText = (html: string): string =>
  convert(html, {
    wordwrap: false,
    limits: { maxInputLength: 16_000_000, maxDepth: 200, ellipsis: '' },
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
      { selector: 'svg', format: 'skip' },
      { selector: 'table', format: 'dataTable', options: { uppercaseHeaderCells: false } },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, ...KEEP_CASE })),
    ],
  }).trim()
