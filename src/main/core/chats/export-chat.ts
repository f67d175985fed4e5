import { pathTo } from '../lib/chat-path.ts'
import type { ChatRecord } from './chats.ts'
import { oneLine } from '../lib/one-line.ts'
import { whoOf } from './headings.ts'
import { wallClock } from './wall-clock.ts'

const ENDINGS = { markdown: 'md', json: 'json', text: 'txt' } as const

/** The chat as a file for somewhere else: what is shown of it, or with `json` all of it. */
export const exportChat = (record: ChatRecord, format: keyof typeof ENDINGS): { readonly fileName: string; readonly text: string } => ({
  fileName: `${oneLine(record.title).replace(/[/\\:*?"<>|]/g, '-').replace(/^\.+/, '').slice(0, 100) || 'Chat'}.${ENDINGS[format]}`,
  text: format === 'json' ? `${JSON.stringify(record, null, 2)}\n` : format === 'markdown' ? toMarkdown(record) : toText(record),
})

const toMarkdown = (record: ChatRecord): string =>
  [`# ${oneLine(record.title)}`, ...turnsOf(record).map(({ who, text, attachments }) => [`## ${who}`, text, attachments.map((title) => `- ${title}`).join('\n')].filter((part) => part !== '').join('\n\n'))].join('\n\n') + '\n'

const toText = (record: ChatRecord): string =>
  [oneLine(record.title), ...turnsOf(record).map(({ who, text, attachments }) => [`${who}:`, text, ...attachments.map((title) => `[${title}]`)].filter((part) => part !== '').join('\n'))].join('\n\n') + '\n'

const turnsOf = ({ messages, leaf }: ChatRecord) =>
  pathTo(messages, leaf).map((message) => {
    const at = wallClock(message.at)
    return { who: at === null ? whoOf(message) : `${whoOf(message)} · ${at.day}, ${at.time}`, text: message.text.trim(), attachments: message.attachments.map(({ title }) => oneLine(title)) }
  })
