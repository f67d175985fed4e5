import { useId } from 'react'
import { useStore } from 'zustand'
import { Switch } from '../../ui/choice.tsx'
import { Icon } from '../../ui/icon.tsx'
import type { PrivacyStore } from './privacy-store.ts'

interface Props {
  readonly store: PrivacyStore
  readonly onChange: (on: boolean) => void
}

/** The switch that keeps everything here. Where it is forced, it is on and says so; only the reason's end ends it. */
export const LocalOnlySwitch = ({ store, onChange }: Props) => {
  const id = useId()
  const state = useStore(store, (view) => view.state)
  const forced = state?.forced != null
  return (
    <div className="row local-only-switch">
      <Icon name="lock" size={14} className={state?.localOnly || forced ? 'mac' : 't2'} />
      <span id={id} className="grow">
        Local only
      </span>
      {state && <Switch labelledBy={id} on={state.localOnly || forced} disabled={forced} onChange={onChange} />}
    </div>
  )
}

/** Says on every screen, at the same place, that nothing leaves; nothing while something may. */
export const LocalOnlyBand = ({ store, place, onChange }: Props & { readonly place: string }) => {
  const state = useStore(store, (view) => view.state)
  const forced = state?.forced ?? null
  const on = state !== null && (state.localOnly || forced !== null)
  return (
    <div role="status" className={on ? 'local-only-band' : undefined}>
      {on && (
        <>
          <Icon name="lock" size={14} />
          <span className="grow">
            Local only. Nothing leaves {place}.{forced !== null && <span className="because"> {forced}</span>}
          </span>
          {forced === null && (
            <button type="button" onClick={() => onChange(false)}>
              Turn off<span className="said"> Local only</span>
            </button>
          )}
        </>
      )}
    </div>
  )
}
