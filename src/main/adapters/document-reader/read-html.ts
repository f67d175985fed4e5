import { AppError } from '../../../contract/errors.ts'
import type { ReadDocument } from '../../core/ports/index.ts'
import { checkFileSize, MOST_HTML_BYTES } from './limits.ts'

// Shorter than this, what was taken for the article may be a cookie notice.
const SHORTEST_ARTICLE = 200

/** The article of a saved page, or all of its text where no article stands out. No script runs, nothing is fetched. */
export const readHtml = async (html: string): Promise<ReadDocument> => {
  checkFileSize(Buffer.byteLength(html), MOST_HTML_BYTES)
  const { htmlText } = await import('./html-text.ts')
  const article = await articleOf(html)
  const short = article === null ? '' : htmlText(article.content)
  const isArticle = short.length >= SHORTEST_ARTICLE
  const text = isArticle ? short : htmlText(html)
  if (text === '') throw new AppError('EMPTY_FILE', 'There is no text in this page: what it shows is made by a program when it is opened.', { next: 'Copy the words out of it, and paste them.' })
  return { kind: 'html', title: article?.title ?? null, text, notice: isArticle ? 'Only the article was taken; menus and the like were left out.' : null }
}

const articleOf = async (html: string): Promise<{ readonly title: string | null; readonly content: string } | null> => {
  const [{ parseHTML }, { Readability }] = await Promise.all([import('linkedom/worker'), import('@mozilla/readability')])
  try {
    const { document } = parseHTML(html)
    const title = document.title.trim().slice(0, 200)
    const article = new Readability(document, { maxElemsToParse: 100_000, disableJSONLD: true }).parse()
    return { title: title === '' ? null : title, content: article?.content ?? '' }
  } catch {
    // Too many elements, or nested too deep for it: the whole text is still to be had.
    return null
  }
}
