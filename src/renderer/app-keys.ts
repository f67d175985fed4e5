import { useEffect } from 'react'
import type { Place } from './ui/frame.tsx'
import { isMac } from './words/keys.ts'

/** ⌘1 … for the places in the sidebar and ⌘, for the settings; Control where there is no ⌘. Not while a sheet is open. */
export const useAppKeys = (places: readonly Pick<Place, 'href'>[]): void => {
  const hrefs = places.map(({ href }) => href).join(' ')
  useEffect(() => {
    const all = hrefs.split(' ')
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || !(isMac ? event.metaKey : event.ctrlKey) || event.shiftKey || event.altKey) return
      const href = event.key === ',' ? all.at(-1) : /^[1-9]$/.test(event.key) ? all[Number(event.key) - 1] : undefined
      if (href === undefined || document.querySelector('dialog[open]')) return
      event.preventDefault()
      location.assign(href)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [hrefs])
}
