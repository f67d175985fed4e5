import { extname } from 'node:path'
import type { AttachmentKind } from '../../../contract/attachments.ts'
import { AppError } from '../../../contract/errors.ts'

export type DocumentKind = Exclude<AttachmentKind, 'note' | 'memo'>

const KIND_BY_ENDING: Readonly<Record<string, DocumentKind>> = {
  '.md': 'markdown', '.markdown': 'markdown', '.mdx': 'markdown', '.qmd': 'markdown',
  '.pdf': 'pdf',
  '.html': 'html', '.htm': 'html', '.xhtml': 'html',
  '.eml': 'mail', '.emlx': 'mail', '.mbox': 'mail', '.mbx': 'mail',
  '.csv': 'csv', '.tsv': 'csv', '.tab': 'csv',
}

const CODE = new Set(
  (
    '.js .mjs .cjs .jsx .ts .mts .cts .tsx .py .pyi .rb .go .rs .java .kt .kts .swift .c .h .cc .cpp .cxx .hpp .hh .m .mm .cs .fs .vb .php .pl .pm .lua .r .jl .scala .clj .cljs .ex .exs ' +
    '.erl .hrl .hs .elm .ml .mli .dart .zig .nim .d .sh .bash .zsh .fish .ps1 .bat .cmd .sql .json .jsonc .json5 .yaml .yml .toml .ini .cfg .conf .xml .svg .css .scss .sass .less .vue .svelte ' +
    '.graphql .gql .proto .tf .gradle .cmake .make .mk .dockerfile .diff .patch .ipynb .tex .bib .asm .s .wat .sol .applescript'
  ).split(' '),
)

const OFFICE: Readonly<Record<string, string>> = {
  '.docx': 'Word document', '.doc': 'Word document', '.pages': 'Pages document', '.odt': 'text document of an office program', '.rtf': 'RTF document', '.rtfd': 'RTF document',
  '.xlsx': 'spreadsheet', '.xls': 'spreadsheet', '.numbers': 'spreadsheet', '.ods': 'spreadsheet',
  '.pptx': 'presentation', '.ppt': 'presentation', '.key': 'presentation', '.odp': 'presentation', '.epub': 'book', '.msg': 'message of Outlook',
}

/** What a file is, by its first bytes where they say it, else by its name. UNSUPPORTED, with what can be done, for what cannot be read. */
export const kindOf = (name: string, bytes: Uint8Array): DocumentKind => {
  const ending = extname(name).toLowerCase()
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).toString('latin1')
  if (head.includes('%PDF-')) return 'pdf'
  refuseKnown(ending, head)
  const named = KIND_BY_ENDING[ending]
  if (named !== undefined) return named
  if (CODE.has(ending)) return 'code'
  if (/^\s*(?:<!doctype html|<html[\s>])/i.test(head.replace(/^\u00ef\u00bb\u00bf/, ''))) return 'html'
  // A message without its ending is as private as one with it.
  if (/^(?:Return-Path|Received|Delivered-To|MIME-Version|Message-ID|X-[\w-]+|From|DKIM-Signature): /i.test(head) && /^(?:From|Date|Subject|To): /im.test(head)) return 'mail'
  return 'text'
}

const refuseKnown = (ending: string, head: string): void => {
  const office = OFFICE[ending]
  const isArchive = head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')
  const isOld = head.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')
  if (head.startsWith('{\\rtf')) throw unsupported('an RTF document')
  if (isArchive || isOld || (office !== undefined && ending !== '.key')) throw unsupported(office === undefined ? (isArchive ? 'an archive' : 'a document of an office program') : withArticle(office))
  if (isPicture(head)) throw new AppError('UNSUPPORTED', 'This file is a picture, and pictures are not read yet.', { next: 'Copy the words out of it, and paste them.' })
  if (head.startsWith('\x1f\x8b') || head.startsWith('7z\xbc\xaf') || head.startsWith('Rar!')) throw unsupported('an archive')
}

const isPicture = (head: string): boolean =>
  head.startsWith('\x89PNG') || head.startsWith('\xff\xd8\xff') || /^GIF8[79]a/.test(head) || /^RIFF[\s\S]{4}WEBP/.test(head) || /^(?:II\*\0|MM\0\*)/.test(head) || /^[\s\S]{4}ftyp(?:heic|heix|mif1|avif)/.test(head)

const withArticle = (noun: string): string => `a ${noun}`

const unsupported = (what: string): AppError =>
  new AppError('UNSUPPORTED', `This file is ${what}, which is not read yet.`, { next: what === 'an archive' ? 'Unpack it, and attach what is in it.' : 'Save it as a PDF or a text, and attach that.' })
