import { useRef } from 'react'
import { IconButton } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'

interface Props {
  readonly hard: boolean
  /** An edited turn keeps what was said of it. */
  readonly canBeHard: boolean
  readonly onFiles: (files: readonly File[]) => void
  readonly onMention: () => void
  readonly onPrompt: () => void
  readonly onHard: (hard: boolean) => void
}

/** What can go with a turn. */
export const PlusMenu = ({ hard, canBeHard, onFiles, onMention, onPrompt, onHard }: Props) => {
  const picker = useRef<HTMLInputElement>(null)
  return (
    <>
      <Menu
        trigger={(props) => <IconButton {...props} icon="plus" label="Add to this turn" />}
        items={[
          { key: 'files', label: 'Files…', onChoose: () => picker.current?.click() },
          { key: 'mention', label: <Keyed words="Note or memo…" sign="@" />, onChoose: onMention },
          { key: 'prompt', label: <Keyed words="Prompt…" sign="/" />, onChoose: onPrompt },
          ...(canBeHard ? [{ key: 'hard', label: 'This is hard', on: hard, onChoose: () => onHard(!hard) }] : []),
        ]}
      />
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="Files to go with this turn"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])])
          target.value = ''
        }}
      />
    </>
  )
}

const Keyed = ({ words, sign }: { readonly words: string; readonly sign: string }) => (
  <>
    <span className="grow">{words}</span>
    <span className="t3">{sign}</span>
  </>
)
