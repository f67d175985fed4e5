const KEY = 'freehold.token'

/**
 * The token of this start of the host: from the address (`#token=…`, which no server ever sees), then kept for this tab and
 * taken out of the address bar, so that no screenshot, bookmark or history holds it.
 */
export const takePageToken = (): string => {
  const given = new URLSearchParams(location.hash.slice(1)).get('token')
  if (given !== null) {
    sessionStorage.setItem(KEY, given)
    history.replaceState(history.state, '', location.pathname + location.search)
  }
  return given ?? sessionStorage.getItem(KEY) ?? ''
}
