import type { Attachment } from '../../../contract/attachments.ts'
import { copyText } from '../../copy-text.ts'
import { IconButton } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Menu } from '../../ui/menu.tsx'
import { tokensInWords } from '../../words/tokens.ts'
import type { MessageProps } from './message-props.ts'
import { Versions } from './versions.tsx'

const KINDS: Readonly<Record<Attachment['kind'], string>> = { text: 'text', markdown: 'Markdown', code: 'code', pdf: 'PDF', html: 'web page', mail: 'mail', csv: 'table', note: 'note', memo: 'memo' }

const AttachmentChip = ({ attachment: { title, kind, tokens, memoId } }: { readonly attachment: Attachment }) => {
  const words = (
    <>
      <Icon name={kind === 'memo' ? 'wav' : kind === 'mail' ? 'mail' : 'note'} size={13} />
      <span className="clip">
        {title}, {KINDS[kind]}
      </span>
      <span className="num">· {tokensInWords(tokens)} tokens</span>
    </>
  )
  return memoId === null ? (
    <span className="chip">{words}</span>
  ) : (
    <a className="chip" href={`#/memos/${memoId}`}>
      {words}
    </a>
  )
}

/** What the person said, with what went along. */
export const OwnTurn = ({ message, chat, onEdit }: MessageProps) => {
  const { text, attachments, version } = message
  return (
    <div className="own">
      {attachments.length > 0 && (
        <div className="att">
          {attachments.map((each) => (
            <AttachmentChip key={each.attachmentId} attachment={each} />
          ))}
        </div>
      )}
      <div className="own-row">
        <Menu
          align="end"
          trigger={(props) => <IconButton {...props} icon="dots" className="more tight" label="What to do with your turn" />}
          items={[
            { key: 'edit', label: 'Edit and send again…', onChoose: () => onEdit(message) },
            { key: 'copy', label: 'Copy', onChoose: () => void copyText(text) },
          ]}
        />
        <div className="me" dir="auto">
          {/* With a direction of its own it does not count for that of the words. */}
          <span className="said" dir="ltr">
            You:{' '}
          </span>
          {text}
        </div>
      </div>
      <Versions version={version} onShow={chat.showVersion} />
    </div>
  )
}
