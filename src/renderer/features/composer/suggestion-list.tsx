import { useEffect, useRef } from 'react'
import { Icon } from '../../ui/icon.tsx'
import { dayName } from '../../words/days.ts'
import { useToday } from '../../words/use-today.ts'
import type { Suggestion } from './use-suggestions.ts'

interface Props {
  readonly id: string
  readonly list: readonly Suggestion[]
  readonly active: number
  readonly optionId: (index: number) => string
  readonly onActive: (index: number) => void
  readonly onChoose: (suggestion: Suggestion) => void
}

/** What `@` or `/` offers, above the field. The focus stays in the field; its arrows move here. */
export const SuggestionList = ({ id, list, active, optionId, onActive, onChoose }: Props) => {
  const today = useToday()
  const box = useRef<HTMLDivElement>(null)
  const kind = list[0]?.kind
  // In braces: newer browsers answer with a promise, which is no clean-up.
  useEffect(() => {
    box.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [active, list])
  return (
    <div ref={box} id={id} role="listbox" className="menu suggestions" aria-label={kind === 'prompt' ? 'Prompts' : 'Notes and memos'}>
      {list.map((each, index) => (
        <div
          key={each.key}
          id={optionId(index)}
          role="option"
          aria-selected={index === active}
          className="option"
          onPointerMove={() => onActive(index)}
          // The field keeps the focus and its caret.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(each)}
        >
          <Icon name={each.kind === 'prompt' ? 'bubble' : each.mention.kind === 'memo' ? 'wav' : 'note'} size={14} />
          <span className="grow clip">{each.kind === 'prompt' ? each.prompt.name : each.mention.title}</span>
          <span className="sm t3 clip">{each.kind === 'prompt' ? promptDetail(each.prompt) : each.mention.at === null ? each.mention.kind : `${each.mention.kind}, ${dayName(new Date(each.mention.at), today)}`}</span>
        </div>
      ))}
    </div>
  )
}

const promptDetail = ({ problem, text, variables }: { readonly problem: string | null; readonly text: string; readonly variables: readonly string[] }): string =>
  problem ?? (variables.length > 0 ? `asks for ${variables.join(', ')}` : text.trim().slice(0, 60))
