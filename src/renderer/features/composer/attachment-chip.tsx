import { IconButton } from '../../ui/button.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { Ring, SpokenProgress } from '../../ui/progress.tsx'
import { labelWords, nameWords, sizeWords } from './attachment-words.ts'
import type { TrayItem } from './desks.ts'

/** Something that will go with the turn: what it is, how much, and what makes it private; or how far it is read, or why it was not. */
export const AttachmentChip = ({ item, onRemove }: { readonly item: TrayItem; readonly onRemove: () => void }) => {
  const { title, state, fraction, attachment, problem, notice } = item
  const labels = attachment ? labelWords(attachment) : ''
  const icon: IconName = state === 'failed' ? 'bang' : attachment?.kind === 'memo' ? 'wav' : 'note'
  return (
    <li className={`tray-item ${state}`}>
      {state === 'reading' && fraction !== null ? <Ring fraction={fraction} /> : <Icon name={icon} size={14} className={state === 'failed' ? 'danger' : ''} />}
      <span className="grow">
        <span className="tray-line">
          <span className="clip tray-name">{attachment ? nameWords(attachment) : title}</span>
          {attachment && <span className="num tray-size">{`· ${sizeWords(attachment)}`}</span>}
          {state === 'reading' && <span className="tray-size">{item.coming ? '· being taken in' : '· being read'}</span>}
        </span>
        {labels !== '' && (
          <span className="tray-labels">
            <Icon name="lock" size={12} />
            {labels}
          </span>
        )}
        {notice !== null && <span className="tray-words">{notice}</span>}
        {problem !== null && (
          <span className="tray-words" role="alert">
            {problem.message} {problem.next}
          </span>
        )}
        {state === 'reading' && <SpokenProgress what={`${title} is being read`} fraction={fraction ?? 0} />}
      </span>
      <IconButton icon="x" label={`Take ${title} away`} className="tray-x" onClick={onRemove} />
    </li>
  )
}
