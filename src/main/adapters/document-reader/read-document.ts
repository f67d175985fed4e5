import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { extname } from 'node:path'
import { AppError } from '../../../contract/errors.ts'
import type { ReadDocument } from '../../core/ports/index.ts'
import { decodeText } from './decode-text.ts'
import { kindOf } from './kind-of.ts'
import { checkFileSize, checkTextSize } from './limits.ts'

/** Reads one file, within the thread. */
export const readDocument = async (path: string, name: string): Promise<ReadDocument> => {
  const document = await fromBytes(await readBytes(path), name)
  checkTextSize(document.text)
  if (document.text.trim() === '') throw emptyFile()
  return document
}

const fromBytes = async (bytes: Uint8Array, name: string): Promise<ReadDocument> => {
  if (bytes.length === 0) throw emptyFile()
  const ending = extname(name).toLowerCase()
  const kind = kindOf(name, bytes)
  switch (kind) {
    case 'pdf':
      return import('./read-pdf.ts').then(({ readPdf }) => readPdf(bytes))
    case 'html':
      return import('./read-html.ts').then(({ readHtml }) => readHtml(decodeText(bytes)))
    case 'mail':
      return import('./read-mail.ts').then(({ readMail }) => readMail(bytes, ending))
    case 'csv':
      return import('./read-table.ts').then(({ readTable }) => readTable(decodeText(bytes), ending))
    default:
      return { kind, title: null, text: decodeText(bytes), notice: null }
  }
}

const readBytes = async (path: string): Promise<Uint8Array> => {
  try {
    // Without waiting: a pipe that nobody writes to would hold it for ever.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const facts = await file.stat()
      if (facts.isDirectory()) throw new AppError('UNSUPPORTED', 'This is a folder.', { next: 'Attach the files in it.' })
      if (!facts.isFile()) throw new AppError('UNSUPPORTED', 'This is not a file that can be read.')
      checkFileSize(facts.size)
      const bytes = await file.readFile()
      checkFileSize(bytes.byteLength)
      // Its own memory, and not a part of what others share: it is handed on whole.
      return new Uint8Array(bytes)
    } finally {
      await file.close()
    }
  } catch (error) {
    throw toFailure(error)
  }
}

const toFailure = (error: unknown): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT' || code === 'ENOTDIR') return new AppError('FILE_GONE', 'The file is not there any more.')
  if (code === 'EACCES' || code === 'EPERM') return new AppError('NO_PERMISSION', 'Freehold may not read this file.', { next: 'Change its permissions, or copy it to where you may read it.' })
  return error
}

const emptyFile = (): AppError => new AppError('EMPTY_FILE', 'This file is empty.')
