import type { AttachmentKind } from '../../../contract/attachments.ts'
import { bodyOf } from './frontmatter.ts'

// Read as Markdown, these would lose their lines.
const FENCED: readonly AttachmentKind[] = ['code', 'csv', 'text', 'mail']

/** An attachment's text as the body of its file in the vault, so that a person can read it there. */
export const toKept = (kind: AttachmentKind, text: string): string => {
  if (!FENCED.includes(kind)) return text
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${text.replace(/\s+$/, '')}\n${fence}`
}

/** The text of a kept file, whatever a person made of it meanwhile. */
export const fromKept = (kind: AttachmentKind, fileText: string): string => {
  const body = bodyOf(fileText).trimEnd()
  const fence = FENCED.includes(kind) ? /^(`{3,})\n/.exec(body)?.[1] : undefined
  return fence !== undefined && body.endsWith(`\n${fence}`) ? body.slice(fence.length + 1, -fence.length - 1) : body
}
