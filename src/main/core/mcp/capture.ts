import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import { localTime } from '../lib/local-time.ts'
import { oneLine } from '../lib/one-line.ts'
import type { McpDeps } from './deps.ts'
import { createTool } from './tool.ts'
import type { Tool } from './tool.ts'

const FOLDER = 'Captures'
const NAME_CHARACTERS = 60

/** Files a text as a new note. It is plain text there: what an app writes is never a link, an embedded file or a tag. */
export const captureTool = ({ vault, plainMarkdown, clock, newId }: McpDeps): Tool =>
  createTool(
    { name: 'capture', title: 'Capture a note', description: 'Files a text as a new note of the person, under Captures; changes no note that is there.', readOnly: false },
    z.strictObject({ text: z.string().min(1).max(100_000), title: z.string().max(200).optional() }),
    async ({ app, input: { text, title } }) => {
      const lines = text.replace(/\r\n?/g, '\n').split('\n').map(plainMarkdown)
      if (lines.every((line) => line === '')) throw new AppError('EMPTY_FILE', 'There is no text in this.')
      const heading = oneLine(title ?? '')
      const captured = localTime(clock.now())
      const { path } = await vault.fileNote({
        id: newId(),
        folder: FOLDER,
        name: `${captured.slice(0, 10)} ${captured.slice(11, 13)}${captured.slice(14, 16)} ${shortened(heading || oneLine(text))}`,
        frontmatter: { kind: 'capture', origin: 'capture', captured, source: app.name },
        body: `${heading === '' ? '' : `# ${plainMarkdown(heading)}\n\n`}${lines.join('\n').trim()}`,
      })
      return `It is filed as ${path}`
    },
  )

// Cut between words where there is one.
const shortened = (text: string): string => {
  const cut = [...text].slice(0, NAME_CHARACTERS).join('')
  const space = cut.lastIndexOf(' ')
  return cut.length < text.length && space > NAME_CHARACTERS / 2 ? cut.slice(0, space) : cut
}
