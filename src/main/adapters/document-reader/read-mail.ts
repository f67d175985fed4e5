import type { Address, Email } from 'postal-mime'
import { AppError } from '../../../contract/errors.ts'
import type { ReadDocument } from '../../core/ports/index.ts'
import { decodeText } from './decode-text.ts'

/** A message: who wrote it to whom, when, about what, and its words. What is attached to it is named and not read. */
export const readMail = async (bytes: Uint8Array, ending: string): Promise<ReadDocument> => {
  if (ending === '.mbox' || ending === '.mbx') return { kind: 'mail', title: null, text: decodeText(bytes), notice: 'This mailbox is read as it stands, with everything that is in its messages.' }
  const { default: PostalMime } = await import('postal-mime')
  let mail: Email
  try {
    mail = await PostalMime.parse(ending === '.emlx' ? withoutFrame(bytes) : bytes, { maxNestingDepth: 50 })
  } catch {
    throw notMail()
  }
  if (mail.from === undefined && mail.subject === undefined && mail.date === undefined) throw notMail()
  const { htmlText } = await import('./html-text.ts')
  const words = mail.text?.trim() || (mail.html === undefined ? '' : htmlText(mail.html))
  const names = mail.attachments.filter(({ related }) => related !== true).map(({ filename, mimeType }) => oneLine(filename ?? mimeType))
  const lines = [
    line('From', mail.from && addresses([mail.from])),
    line('To', addresses(mail.to ?? [])),
    line('Cc', addresses(mail.cc ?? [])),
    line('Date', mail.date),
    line('Subject', mail.subject),
    line('Attached', names.join(', ')),
  ].filter((each) => each !== null)
  return {
    kind: 'mail',
    title: oneLine(mail.subject ?? '').slice(0, 200) || null,
    text: `${lines.join('\n')}\n\n${words.replace(/\r\n?/g, '\n')}`.trim(),
    notice: names.length === 0 ? null : `${names.length === 1 ? 'The file that is attached to it is' : `The ${names.length} files that are attached to it are`} named, but not read.`,
  }
}

const addresses = (list: readonly Address[]): string =>
  list
    .flatMap((each): readonly { readonly name: string; readonly address: string }[] => each.group ?? [each])
    .map(({ name, address }) => (name === '' ? address : `${name} <${address}>`))
    .join(', ')

const line = (name: string, value: string | undefined): string | null => (value === undefined || value.trim() === '' ? null : `${name}: ${oneLine(value)}`)
const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim()

// Apple Mail puts the message's length on a line before it, and a property list after it.
const withoutFrame = (bytes: Uint8Array): Uint8Array => {
  const start = bytes.indexOf(10) + 1
  const sizeBytes = Number(Buffer.from(bytes.subarray(0, start)).toString('latin1').trim())
  return start > 0 && Number.isInteger(sizeBytes) && sizeBytes > 0 ? bytes.subarray(start, start + sizeBytes) : bytes
}

const notMail = (): AppError => new AppError('DAMAGED', 'This e-mail is damaged and cannot be read.', { next: 'Save it anew from the mail program, or paste its words.' })
