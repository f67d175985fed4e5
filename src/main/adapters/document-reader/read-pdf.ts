import { AppError } from '../../../contract/errors.ts'
import type { ReadDocument } from '../../core/ports/index.ts'
import { checkTextSize, MOST_TEXT_BYTES } from './limits.ts'

/** The text of a PDF, page by page. Nothing of it is drawn, run or fetched. */
export const readPdf = async (data: Uint8Array): Promise<ReadDocument> => {
  const { getDocument } = await loadPdf()
  const task = getDocument({ data, verbosity: 0, useSystemFonts: false, disableFontFace: true, useWasm: false, enableXfa: false, isOffscreenCanvasSupported: false, isImageDecoderSupported: false, stopAtErrors: false })
  try {
    const document = await task.promise
    const pages: string[] = []
    const blank: number[] = []
    let length = 0
    for (let number = 1; number <= document.numPages; number += 1) {
      const text = await pageText(await document.getPage(number))
      pages.push(text)
      length += text.length
      if (text === '') blank.push(number)
      if (length > MOST_TEXT_BYTES) break
    }
    if (pages.length === blank.length) {
      throw new AppError('UNSUPPORTED', `There is no text in this PDF: ${pages.length === 1 ? 'its page is a picture or empty' : `its ${pages.length} pages are pictures or empty`}.`, {
        next: 'Open it in a program that recognises text, and save it with the text.',
      })
    }
    const text = pages.length === 1 ? (pages[0] ?? '') : pages.map((page, index) => `— page ${index + 1} —\n\n${page}`.trimEnd()).join('\n\n')
    checkTextSize(text)
    return { kind: 'pdf', title: await titleOf(document), text, notice: noticeOf(blank) }
  } catch (error) {
    throw toFailure(error)
  } finally {
    await task.destroy()
  }
}

type Pdf = typeof import('pdfjs-dist')
type Page = Awaited<ReturnType<Awaited<ReturnType<Pdf['getDocument']>['promise']>['getPage']>>

const loadPdf = async (): Promise<Pdf> => {
  // It looks for a native canvas to draw on, and for files of its own: here it draws nothing and opens nothing.
  Object.assign(process, { getBuiltinModule: () => undefined })
  const place = globalThis as { pdfjsWorker?: unknown }
  // Its two halves run in this one thread.
  place.pdfjsWorker ??= await import('pdfjs-dist/legacy/build/pdf.worker.mjs')
  return import('pdfjs-dist/legacy/build/pdf.mjs')
}

const pageText = async (page: Page): Promise<string> => {
  try {
    const { items } = await page.getTextContent()
    const text = items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('')
    return text
      .replace(/(?![\t\n])\p{Cc}/gu, '')
      .replace(/[ \t]+\n/g, '\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim()
  } finally {
    page.cleanup()
  }
}

const titleOf = async (document: Awaited<ReturnType<Pdf['getDocument']>['promise']>): Promise<string | null> => {
  const { info } = await document.getMetadata()
  const title = 'Title' in info ? info.Title : null
  return typeof title === 'string' && title.trim() !== '' ? title.trim().slice(0, 200) : null
}

const SHOWN = 12

const noticeOf = (blank: readonly number[]): string | null => {
  if (blank.length === 0) return null
  if (blank.length === 1) return `There is no text on page ${blank[0]}: it is a picture or empty.`
  const shown = blank.length > SHOWN ? `${blank.slice(0, SHOWN).join(', ')} and ${blank.length - SHOWN} more` : `${blank.slice(0, -1).join(', ')} and ${blank.at(-1)}`
  return `There is no text on pages ${shown}: they are pictures or empty.`
}

const toFailure = (error: unknown): unknown => {
  if (error instanceof AppError || !(error instanceof Error)) return error
  if (error.name === 'PasswordException') return new AppError('ENCRYPTED', 'This PDF is locked with a password.', { next: 'Open it, save a copy without the password, and attach the copy.' })
  return new AppError('DAMAGED', 'This PDF is damaged and cannot be read.', { next: 'Open it in another program and save it anew, or attach another copy.' })
}
