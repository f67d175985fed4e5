import { CODE_HEADER, SessionAnswerSchema } from '../../contract/wire.ts'

const KEY = 'freehold.token'
const EXCHANGE_MS = 10_000

/**
 * The token of this start of the host: from the address (`#token=…`, which no server ever sees), or exchanged for the
 * one-time code that stands there (`#code=…`); then kept for this tab. Both are taken out of the address bar at once, so that
 * no screenshot, bookmark or history holds them.
 */
export const takePageToken = async (): Promise<string> => {
  const given = new URLSearchParams(location.hash.slice(1))
  const code = given.get('code')
  if (given.has('token') || code !== null) history.replaceState(history.state, '', location.pathname + location.search)
  const token = given.get('token') ?? (code === null ? null : await exchange(code))
  if (token !== null) sessionStorage.setItem(KEY, token)
  return token ?? sessionStorage.getItem(KEY) ?? ''
}

/** Null for a code that was used before, or is too old. */
const exchange = async (code: string): Promise<string | null> => {
  try {
    const answer = await fetch('/session', { method: 'POST', headers: { [CODE_HEADER]: code }, cache: 'no-store', signal: AbortSignal.timeout(EXCHANGE_MS) })
    return answer.ok ? SessionAnswerSchema.parse(await answer.json()).token : null
  } catch {
    return null
  }
}
