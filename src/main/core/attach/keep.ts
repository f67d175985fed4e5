import type { Attachment } from '../../../contract/attachments.ts'
import { localTime } from '../lib/local-time.ts'
import type { AttachDeps } from './deps.ts'
import { fromKept, toKept } from './kept-text.ts'
import { ATTACHMENTS_FOLDER } from './places.ts'

// The same content may have been kept before, and its file be changed by the person since.
const MOST_TWINS = 50

/** Keeps an attachment's text as a file of the vault, the same text once, and says where. */
export const keepInVault = async ({ vault, sha256, clock }: AttachDeps, attachment: Attachment, text: string): Promise<string> => {
  const { kind, title, origin, labels } = attachment
  const folder = labels.sources[0]?.folder
  const hash = sha256(new TextEncoder().encode(text))
  const base = sha256(new TextEncoder().encode(`${origin}\n${title}\n${hash}${folder === undefined ? '' : `\n${folder}`}`)).slice(0, 16)
  const wanted = fromKept(kind, `\n${toKept(kind, text)}`).replace(/\r\n?/g, '\n').trimEnd()
  for (let twin = 1; twin <= MOST_TWINS; twin += 1) {
    const { path } = await vault.fileNote({
      id: `attachment-${base}${twin === 1 ? '' : `-${twin}`}`,
      folder: ATTACHMENTS_FOLDER,
      name: `${localTime(clock.now()).slice(0, 10)} ${kind === 'code' ? title : withoutEnding(title)}`,
      frontmatter: { kind: 'attachment', name: title, type: kind, origin, ...(folder === undefined ? {} : { folder }), sha256: hash },
      body: toKept(kind, text),
    })
    const kept = await vault.readText(path)
    if (kept !== null && fromKept(kind, kept.text) === wanted) return path
  }
  throw new Error('an attachment could not be kept')
}

const withoutEnding = (name: string): string => name.replace(/\.[A-Za-z][A-Za-z0-9]{0,7}$/, '') || name
