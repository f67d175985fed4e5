import { createContext } from 'react'
import type { Env } from './parser.ts'

/** Shows an address before anything opens it. */
export const OutsideContext = createContext<(address: string) => void>(() => {})

/** What a text defines for `[words][name]`; null while it grows. */
export const ReferencesContext = createContext<Env['references'] | null>(null)
