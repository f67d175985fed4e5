import MarkdownIt, { type Env, type Token } from 'markdown-it'
import { addMath } from './math-rules.ts'

const LINKABLE = /^(https?:\/\/|mailto:)/i

/** CommonMark with tables, strikethrough, bare addresses and math. HTML is text, and so is every link that leads elsewhere than to the web or a mailbox. */
export const parser = new MarkdownIt({ html: false, linkify: true })
parser.validateLink = (address) => LINKABLE.test(address.trim())
// Bare words such as `notes.md` are no addresses.
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })
addMath(parser)

export type { Env, Token }
