import { describe, expect, it } from 'vitest'
import { missing } from '../shared.ts'
import { runCli } from './run-cli.ts'
import { createHome, startHost } from './start-host.ts'

describe.skipIf(missing('models/stories260K-f32.gguf'))('freehold serve --api', () => {
  it('lets an app in and answers it, while the settings say off, and leaves them so', async () => {
    const home = await createHome({ settings: 'models:\n  threads: 1\napi:\n  port: 0\n' })
    const host = await startHost(home, ['--api'])
    const line = await host.connect()
    try {
      const added = await runCli(home, ['api', 'add', 'My editor'])
      expect(added).toMatchObject({ code: 0, out: expect.stringMatching(/^fh-\S+\n$/), err: expect.stringContaining('/v1   Ollama: http://127.0.0.1:') })
      const { url } = await line.api.localApi.state({})
      const asked = await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${added.out.trim()}` } })
      expect([asked.status, JSON.stringify(await asked.json()).includes('stories260K-f32')]).toEqual([200, true])
      expect((await line.api.settings.get({})).settings.api.on).toBe(false)
    } finally {
      line.close()
      await host.stop()
      await home.remove()
    }
  })
})
