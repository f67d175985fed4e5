import type { Verdict, Zone } from '../../../contract/privacy.ts'
import { Icon } from '../../ui/icon.tsx'
import { Menu } from '../../ui/menu.tsx'
import { ZONE_GLYPH } from '../../words/zones.ts'
import { VERDICT_WORDS, verdictWords } from './policy-words.ts'

/** One cell of the table: a pop-up button whose strength shows how much passes. Its arrows belong to the table. */
export const PolicyCell = ({
  zone,
  verdict,
  label,
  at,
  tabIndex,
  onFocus,
  onChoose,
}: {
  readonly zone: Zone
  readonly verdict: Verdict
  readonly label: string
  readonly at: string
  readonly tabIndex: 0 | -1
  readonly onFocus: () => void
  readonly onChoose: (verdict: Verdict) => void
}) => {
  const { word, icon } = verdictWords(verdict)
  return (
    <Menu
      trigger={({ onKeyDown: _opensOnArrow, ...props }) => (
        <button type="button" {...props} className={`cell zone-${ZONE_GLYPH[zone]} ${verdict}`} data-cell={at} tabIndex={tabIndex} aria-label={`${label}: ${word}`} onFocus={onFocus}>
          <Icon name={icon} size={12} />
          {word}
        </button>
      )}
      items={VERDICT_WORDS.map((each) => ({
        key: each.verdict,
        current: each.verdict === verdict,
        onChoose: () => onChoose(each.verdict),
        label: (
          <>
            <span className="grow">{each.word}</span>
            <span className="xs t3" aria-hidden="true">
              {each.key.toUpperCase()}
            </span>
          </>
        ),
      }))}
    />
  )
}
