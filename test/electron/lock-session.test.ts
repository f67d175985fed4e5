import { describe, expect, it } from 'vitest'
import { type LockableSession, lockSession } from '../../src/main/shell/lock-session.ts'

/** Stands in for Electron's session, whose binary cannot run here: keeps the handlers and asks them as Electron would. */
const createStandIn = () => {
  type Handler = (...args: never[]) => unknown
  const handlers = new Map<string, Handler | null>()
  const keep = (name: string) => (handler: Handler | null) => void handlers.set(name, handler)
  const session = {
    webRequest: { onBeforeRequest: keep('request') },
    setPermissionRequestHandler: keep('ask'),
    setPermissionCheckHandler: keep('check'),
    setDevicePermissionHandler: keep('device'),
    setDisplayMediaRequestHandler: keep('screen'),
    on: (event: string, handler: Handler) => void handlers.set(event, handler),
  } as unknown as LockableSession
  const call = (name: string, ...args: readonly unknown[]): unknown => handlers.get(name)?.(...(args as never[]))
  return { session, call, handlers }
}

describe('the page’s session', () => {
  const { session, call, handlers } = createStandIn()
  lockSession(session)
  const isCancelled = (url: string): unknown => {
    let cancelled: unknown
    call('request', { url }, (answer: { readonly cancel?: boolean }) => (cancelled = answer.cancel))
    return cancelled
  }

  it('loads its own page and what that made itself', () => {
    expect(['freehold://app/', 'freehold://app/assets/x.js', 'blob:freehold://app/1', 'data:image/png,'].map(isCancelled)).toEqual([false, false, false, false])
  })

  it.each(['https://example.org/x?words', 'http://127.0.0.1:8080/', 'ws://127.0.0.1/', 'wss://example.org/', 'ftp://example.org/', 'file:///etc/passwd', 'blob:https://example.org/1', 'freehold://other/', 'chrome-extension://x/'])('cancels %s before it starts', (url) => {
    expect(isCancelled(url)).toBe(true)
  })

  const isGiven = (permission: string, requestingUrl: string, mediaTypes?: readonly string[]): unknown => {
    let answer: unknown
    call('ask', null, permission, (given: boolean) => (answer = given), { requestingUrl, ...(mediaTypes && { mediaTypes }) })
    return answer
  }

  it('lets its own page hear, for dictation, and see nothing', () => {
    expect(isGiven('media', 'freehold://app/', ['audio'])).toBe(true)
    expect(call('check', null, 'media', 'freehold://app/', { mediaType: 'audio' })).toBe(true)
    for (const types of [['video'], ['audio', 'video'], [], undefined]) expect(isGiven('media', 'freehold://app/', types)).toBe(false)
    expect(isGiven('media', 'https://example.org/', ['audio'])).toBe(false)
    expect(call('check', null, 'media', 'freehold://app/', { mediaType: 'video' })).toBe(false)
    expect(call('check', null, 'media', 'freehold://app/', { mediaType: 'unknown' })).toBe(false)
    expect(call('check', null, 'media', 'https://example.org/', { mediaType: 'audio' })).toBe(false)
  })

  it('denies every other permission, asked for or looked up', () => {
    for (const permission of ['geolocation', 'notifications', 'clipboard-read', 'openExternal', 'unknown']) {
      expect(isGiven(permission, 'freehold://app/')).toBe(false)
      expect(call('check', null, permission, 'freehold://app/', {})).toBe(false)
    }
    expect(call('device', {})).toBe(false)
    expect(handlers.get('screen')).toBeNull()
  })

  it('downloads nothing but what the page made', () => {
    const isPrevented = (url: string): boolean => {
      let prevented = false
      call('will-download', { preventDefault: () => (prevented = true) }, { getURL: () => url })
      return prevented
    }
    expect([isPrevented('blob:freehold://app/1'), isPrevented('https://example.org/x.zip'), isPrevented('data:text/plain,x')]).toEqual([false, true, true])
  })
})
