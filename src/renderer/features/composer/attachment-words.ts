import type { Attachment, AttachmentKind } from '../../../contract/attachments.ts'
import type { Labels } from '../../../contract/privacy.ts'
import { tokensInWords } from '../../words/tokens.ts'

const KIND: Readonly<Record<AttachmentKind, string | null>> = { text: null, markdown: null, code: null, pdf: 'PDF', html: 'web page', mail: 'e-mail', csv: 'CSV', note: 'note', memo: 'memo' }

/** `quotes.pdf` is seen to be a PDF; `3 quotes` is not. */
const kindWords = ({ kind, title }: Attachment): string => {
  const word = KIND[kind]
  return word === null || title.toLowerCase().endsWith(`.${kind}`) ? '' : `, ${word}`
}

/** How much it is: `41k tokens`, and `about` before it where nobody counted. */
export const sizeWords = (attachment: Attachment): string => `${attachment.exact ? '' : 'about '}${tokensInWords(attachment.tokens)} tokens`

/** Its name, and its kind where the name does not show it. */
export const nameWords = (attachment: Attachment): string => attachment.title + kindWords(attachment)

const TOPIC = { health: 'health', money: 'money', family: 'family', legal: 'legal matters' } as const

/** What makes it more private, before it is sent: `memo · stays private`, `names 2 people`, `speaks of health`. */
export const labelWords = ({ kind, labels }: Pick<Attachment, 'kind' | 'labels'>): string => {
  const { sources, people, topics, details, unsure }: Labels = labels
  const isMemo = kind === 'memo' || sources.some(({ origin }) => origin === 'memo')
  const words = [
    isMemo && (kind === 'memo' ? 'stays private' : 'quotes a memo'),
    people.length > 0 && `names ${people.length === 1 ? '1 person' : `${people.length} people`}`,
    topics.length > 0 && `speaks of ${topics.map((topic) => TOPIC[topic]).join(' and ')}`,
    details.length > 0 && 'holds private details',
    unsure && 'not looked through',
  ]
  return words.filter(Boolean).join(' · ')
}
