import { afterEach, describe, expect, it } from 'vitest'
import { redact } from '../../../src/main/core/lib/redacted.ts'
import { signal, startRig } from './rig.ts'
import type { Rig } from './rig.ts'

let rig: Rig
afterEach(() => rig.close())

const fetchIt = (url: string, more: { readonly credential?: string | null; readonly method?: 'GET' | 'HEAD' } = {}) =>
  rig.routing.fetcher({ feature: 'models', purpose: 'model' })({ method: 'GET', url, headers: { range: 'bytes=0-9' }, credential: null, limits: { responseBytes: 10 }, ...more }, { signal })

describe('fetching what the person asked for', () => {
  it.each([
    ['https://huggingface.co/a/b', 'cloud'],
    ['http://127.0.0.1:8080/a', 'mac'],
    ['http://localhost/a', 'mac'],
    ['http://[::1]/a', 'mac'],
    ['http://192.168.1.20/a', 'network'],
    ['https://203.0.113.9/a', 'network'],
    ['https://models.home/a', 'network'],
    ['https://8.8.8.8/a', 'cloud'],
  ])('goes to %s as %s, with leave of its own', async (url, zone) => {
    rig = await startRig()
    await rig.settings.set('privacy.network', ['203.0.113.0/24', 'models.home'], signal)
    await fetchIt(url)
    expect(rig.sent[0]).toMatchObject({
      permit: { feature: 'models', purpose: 'model', rule: 'model', zone, destination: new URL(url).hostname, why: 'You asked for this model. Nothing of yours is in it.', method: 'GET', url, bodySha256: null, headerNames: ['range'], labels: { sources: [] } },
      draft: { body: null },
      options: { secrets: {}, limits: { responseBytes: 10 } },
    })
  })

  it('carries a key as a bearer beside the draft, and prints it nowhere', async () => {
    rig = await startRig()
    await fetchIt('https://huggingface.co/a', { credential: 'huggingface', method: 'HEAD' })
    expect(rig.sent[0]).toMatchObject({ permit: { method: 'HEAD', headerNames: ['authorization', 'range'] } })
    expect(rig.sent[0]?.options.secrets?.['authorization']?.reveal()).toBe('Bearer sk-planted')
    expect(JSON.stringify(rig.sent)).not.toContain('sk-planted')
    expect(rig.uses).toEqual(['models:huggingface'])
  })

  it('is kept here under Local only, and that is written down; also when it came while the keychain was asked', async () => {
    rig = await startRig()
    await rig.routing.setLocalOnly(true, signal)
    await expect(fetchIt('https://huggingface.co/a?b=c', { credential: 'huggingface' })).rejects.toMatchObject({ code: 'LOCAL_ONLY' })
    expect(rig.rows).toMatchObject([{ outcome: 'kept', rule: 'local-only', feature: 'models', purpose: 'model', host: 'huggingface.co', url: 'https://huggingface.co/a' }])
    expect(rig.uses).toEqual([])
    await rig.routing.setLocalOnly(false, signal)
    rig.set({ useCredential: async () => {
      await rig.routing.setLocalOnly(true, signal)
      return redact('k')
    } })
    await expect(fetchIt('https://huggingface.co/a', { credential: 'huggingface' })).rejects.toMatchObject({ code: 'LOCAL_ONLY' })
    expect(rig.sent).toEqual([])
  })
})
