import { useEffect, useState } from 'react'
import type { Settings } from '../../../contract/settings.ts'
import { Lines } from '../../ui/column-page.tsx'
import { SelectField } from '../../ui/field.tsx'
import { SettingLine } from '../../ui/setting-line.tsx'

const MOST_CHARACTERS = 20_000

interface Props {
  readonly chat: Settings['chat']
  /** Inside a sentence: `this Mac`. */
  readonly place: string
  readonly onSet: (path: 'chat.mode' | 'chat.whenFull' | 'chat.instructions', value: string) => void
}

/** What every chat begins with. */
export const ChatSettings = ({ chat, place, onSet }: Props) => {
  const [typed, setTyped] = useState(chat.instructions)
  // The file is edited by hand as well.
  useEffect(() => setTyped(chat.instructions), [chat.instructions])
  return (
    <Lines title="Chat">
      <SettingLine title="A new chat is answered" detail="Each chat can be set otherwise, below its field.">
        {(id) => (
          <SelectField
            labelledBy={id}
            value={chat.mode}
            choices={[
              { value: 'auto', label: `On ${place} where it can be` },
              { value: 'local-only', label: `On ${place} only` },
              { value: 'ask', label: 'Where I say, each time' },
            ]}
            onValue={(value) => onSet('chat.mode', value)}
          />
        )}
      </SettingLine>
      <SettingLine title="When a chat is longer than the model holds" detail="The file keeps every word.">
        {(id) => (
          <SelectField
            labelledBy={id}
            value={chat.whenFull}
            choices={[
              { value: 'ask', label: 'Ask' },
              { value: 'summarise', label: 'Sum up the oldest turns' },
              { value: 'leave-out', label: 'Leave the oldest out' },
            ]}
            onValue={(value) => onSet('chat.whenFull', value)}
          />
        )}
      </SettingLine>
      <SettingLine title="Told to the model first" detail="Who you are, and how it should answer. It goes along wherever a turn goes.">
        {(id) => (
          <textarea
            className="instructions"
            aria-labelledby={id}
            rows={3}
            maxLength={MOST_CHARACTERS}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            onBlur={() => typed !== chat.instructions && onSet('chat.instructions', typed)}
          />
        )}
      </SettingLine>
    </Lines>
  )
}
