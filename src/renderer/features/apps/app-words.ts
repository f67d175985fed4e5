import type { ApiClient } from '../../../contract/local-api.ts'
import { dayName, dayNumber, timeOfDay } from '../../words/days.ts'
import { originsInWords } from '../../words/origin-words.ts'
import { counted } from '../../words/sizes.ts'

/** `Last used 16:01 from this Mac · 214 requests`, with `2 now` while some are answered. */
export const lastUseInWords = ({ lastUsedAt, lastFrom, requests, active }: ApiClient, place: string, today: Date): string => {
  if (lastUsedAt === null) return 'Not used yet'
  const at = new Date(lastUsedAt)
  const day = dayNumber(at) === dayNumber(today) ? '' : `${dayName(at, today).replace('Yesterday', 'yesterday')}, `
  const from = lastFrom === null ? '' : ` from ${lastFrom === 'this computer' ? place : lastFrom}`
  return `Last used ${day}${timeOfDay(at)}${from} · ${counted(requests, 'request')}${active > 0 ? `, ${active} now` : ''}`
}

/** `May read: Memos and notes. May not read: Mail.`; empty where nothing was asked yet. */
export const grantsInWords = ({ grants }: Pick<ApiClient, 'grants'>): string => {
  const of = (allowed: boolean): string => {
    const origins = grants.filter((grant) => grant.allowed === allowed).map(({ origin }) => origin)
    return origins.length === 0 ? '' : `${allowed ? 'May read' : 'May not read'}: ${originsInWords(origins)}.`
  }
  return [of(true), of(false)].filter((words) => words !== '').join(' ')
}

/** The command that makes a token where there is no clipboard, and prints it. */
export const addCommand = (name: string): string => `npm run -s freehold -- api add ${/\s/.test(name) ? `"${name}"` : name}`
