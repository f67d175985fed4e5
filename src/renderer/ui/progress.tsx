import { useSyncExternalStore } from 'react'

const still = () => window.matchMedia('(prefers-reduced-motion: reduce)')
const subscribe = (listener: () => void) => {
  const query = still()
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

/** With reduced motion progress moves in steps of 5%. */
const useShown = (fraction: number): number => {
  const calm = useSyncExternalStore(subscribe, () => still().matches)
  const within = Math.min(1, Math.max(0, fraction))
  return calm ? Math.floor(within * 20) / 20 : within
}

/** A bar of progress, 0 … 1; words beside it say the same. */
export const Bar = ({ fraction, label }: { readonly fraction: number; readonly label: string }) => {
  const shown = useShown(fraction)
  return (
    <span className="bar" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(shown * 100)}>
      <i style={{ width: `${shown * 100}%` }} />
    </span>
  )
}

/** Progress for ears: spoken at each quarter and not at every step. */
export const SpokenProgress = ({ what, fraction }: { readonly what: string; readonly fraction: number }) => {
  const quarter = Math.floor(Math.min(1, Math.max(0, fraction)) * 4) * 25
  return (
    <span className="said" role="status">
      {what}
      {quarter > 0 && `, ${quarter}%`}
    </span>
  )
}

const ROUND = 2 * Math.PI * 9

/** A ring of progress, 0 … 1, for the eye; a bar or words beside it speak. */
export const Ring = ({ fraction }: { readonly fraction: number }) => (
  <svg className="ring" viewBox="0 0 22 22" aria-hidden="true">
    <circle cx="11" cy="11" r="9" />
    <circle cx="11" cy="11" r="9" strokeDasharray={`${useShown(fraction) * ROUND} ${ROUND}`} />
  </svg>
)
