import { describe, expect, it } from 'vitest'
import { createFetcher } from '../../../src/main/core/routing/fetcher.ts'
import type { SenderDeps } from '../../../src/main/core/routing/sender.ts'

/** Doubles of what stands around it: what was sent, and what was kept with a row. */
const open = () => {
  const sent: string[] = []
  const kept: string[] = []
  const deps = {
    gate: { send: async (_permit: unknown, { url }: { readonly url: string }) => void sent.push(url) },
    permits: { issue: () => ({}) },
    keep: ({ destination }: { readonly destination: string }) => void kept.push(destination),
    standing: { shut: () => null, settings: () => ({ network: ['nas.home', '203.0.113.0/24'] }) },
    useCredential: async () => null,
  } as unknown as SenderDeps
  const fetch = createFetcher(deps)({ feature: 'models', purpose: 'model' })
  const ask = (url: string, cameFrom?: string) => fetch({ method: 'GET', url, headers: {}, credential: null, ...(cameFrom === undefined ? {} : { cameFrom }) }, { signal: new AbortController().signal })
  return { ask, sent, kept }
}

describe('fetching what a server leads on to', () => {
  it('never goes from outside to a machine inside, and has a row of it', async () => {
    const { ask, sent, kept } = open()
    const inside = ['https://192.168.1.1/', 'https://localhost:8443/', 'https://[::1]/', 'https://[::ffff:10.0.0.1]/', 'https://nas.home/', 'https://203.0.113.7/', 'https://x.localhost/']
    for (const url of inside) await expect(ask(url, 'models.example')).rejects.toMatchObject({ code: 'NOT_PERMITTED' })
    await expect(ask('http://127.0.0.1/', 'nas.home')).rejects.toMatchObject({ code: 'NOT_PERMITTED' })
    expect(sent).toEqual([])
    expect(kept).toHaveLength(inside.length + 1)
  })

  it('goes outwards, and where the person pointed', async () => {
    const { ask, sent } = open()
    await ask('https://cdn.example/x', 'models.example')
    await ask('https://models.example/x', 'nas.home')
    await ask('http://192.168.1.1/x')
    await ask('http://127.0.0.1:9/y', '127.0.0.1')
    expect(sent).toHaveLength(4)
  })
})
