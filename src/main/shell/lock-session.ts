import type { Session } from 'electron'
import { PAGE_ORIGIN } from './page-protocol.ts'
import { isAllowedRequest, isAllowedPermission } from './page-rules.ts'

/** What is asked of Electron's session here, so that a test can stand in for it. */
export interface LockableSession extends Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'setDisplayMediaRequestHandler'> {
  readonly webRequest: Pick<Session['webRequest'], 'onBeforeRequest'>
  on(event: 'will-download', listener: (event: { preventDefault(): void }, item: { getURL(): string }) => void): unknown
}

/**
 * Lets a session load its own page and nothing else: every other request is cancelled before it starts, sockets of the page
 * included, and every permission but its own microphone is denied, when it is asked for and when it is looked up.
 */
export const lockSession = (session: LockableSession): void => {
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isAllowedRequest(url) }))
  session.setPermissionRequestHandler((_contents, permission, answer, details) => answer(isAllowedPermission(permission, details.requestingUrl, 'mediaTypes' in details ? (details.mediaTypes ?? []) : [])))
  session.setPermissionCheckHandler((_contents, permission, origin, { mediaType }) => isAllowedPermission(permission, origin, mediaType === undefined ? [] : [mediaType]))
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler(null)
  session.on('will-download', (event, item) => {
    // An export is made in the page; anything else is no download of ours.
    if (!item.getURL().startsWith(`blob:${PAGE_ORIGIN}/`)) event.preventDefault()
  })
}
