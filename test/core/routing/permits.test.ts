import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { HttpDraft } from '../../../src/main/core/ports/index.ts'
import { noLabels } from '../../../src/main/core/routing/index.ts'
import { createPermits, PERMIT_LIFE_MS } from '../../../src/main/core/routing/permits.ts'

const draft: HttpDraft = { method: 'POST', url: 'https://api.anthropic.com/v1/messages?beta=true', headers: { 'content-type': 'application/json', Accept: '*/*' }, body: new TextEncoder().encode('{"a":1}') }
const start = () => {
  let nowMs = 1000
  let ids = 0
  const permits = createPermits({ clock: { now: () => nowMs }, newId: () => `p${(ids += 1)}`, sha256: (bytes) => createHash('sha256').update(bytes).digest('hex') })
  const issue = (endsAtMs = Number.POSITIVE_INFINITY, of = draft) =>
    permits.issue({ feature: 'ask', purpose: 'answer', destination: 'Anthropic', provider: 'anthropic', model: 'm', zone: 'cloud', labels: { ...noLabels, sources: [{ origin: 'chat' }] }, why: 'Typed chat is allowed.', rule: 'table:chat.cloud', hiddenCount: 0, draft: of, secretHeaders: ['X-Api-Key'], endsAtMs })
  return { permits, issue, pass: (ms: number) => void (nowMs += ms) }
}

describe('a permit', () => {
  it('is for these bytes, this method, the full address and these headers', () => {
    expect(start().issue()).toMatchObject({ permitId: 'p1', method: 'POST', url: draft.url, headerNames: ['accept', 'content-type', 'x-api-key'], bodySha256: createHash('sha256').update('{"a":1}').digest('hex'), expiresAtMs: 1000 + PERMIT_LIFE_MS })
    expect(start().issue(Number.POSITIVE_INFINITY, { ...draft, body: null }).bodySha256).toBeNull()
  })

  it('is a thing and no shape: a copy of it is none', () => {
    const { permits, issue } = start()
    const permit = issue()
    expect(permits.isIssued(permit)).toBe(true)
    for (const copy of [{ ...permit }, structuredClone(permit), Object.create(permit) as typeof permit]) expect(permits.isIssued(copy)).toBe(false)
    expect(start().permits.isIssued(permit)).toBe(false)
  })

  it('cannot be changed', () => {
    const permit = start().issue()
    expect(() => Object.assign(permit, { url: 'https://elsewhere.example' })).toThrow(TypeError)
    expect(() => permit.labels.sources.push({ origin: 'memo' })).toThrow(TypeError)
  })

  it('ends with its time, or with the rule it stands on', () => {
    const { permits, issue, pass } = start()
    const [long, short] = [issue(), issue(5000)]
    pass(4000)
    expect([permits.isIssued(long), permits.isIssued(short)]).toEqual([true, false])
    pass(PERMIT_LIFE_MS)
    expect(permits.isIssued(long)).toBe(false)
  })

  it('has no force once all are taken back; later ones have', () => {
    const { permits, issue } = start()
    const before = issue()
    permits.revokeAll()
    expect([permits.isIssued(before), permits.isIssued(issue())]).toEqual([false, true])
  })
})
