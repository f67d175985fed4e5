import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { makeModel, VOCABULARY } from '../make-model.ts'
import { missing } from '../shared.ts'
import { say } from './chat-rig.ts'
import type { Api } from './gate-rig.ts'
import { createModelsHome, STORY, untilModels } from './models-rig.ts'
import type { ModelsRig } from './models-rig.ts'
import { runCli } from './run-cli.ts'
import { startHost } from './start-host.ts'

const LONGEST_MS = 120_000
const SHAPE = { contextTokens: 512, embedding: 64, layers: 2, heads: 2, feedForward: 64, headSize: 32 }

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const start = async (options: Parameters<typeof createModelsHome>[0] = {}, before: (rig: ModelsRig) => void = () => undefined): Promise<ModelsRig & { readonly api: Api }> => {
  const rig = await createModelsHome(options)
  ends.push(rig.close)
  before(rig)
  const host = await startHost(rig.home)
  const { api, close } = await host.connect()
  await api.settings.set({ path: 'chat.maxAnswerTokens', value: 60 })
  ends.push(() => host.stop(), close)
  return { ...rig, api }
}

const chatWith = async (api: Api, text: string) => (await say(api, { text, mode: 'local-only' })).message

describe.skipIf(missing(`models/${STORY}.gguf`, VOCABULARY))('a model that came', { timeout: LONGEST_MS }, () => {
  it('is used by a chat, weighed by what it took, measured, unloaded and removed', async () => {
    const { api, home, own } = await start()
    expect((await api.models.state({})).inUse.language).toBeNull()
    expect(await runCli(home, ['models', 'pull', STORY])).toMatchObject({ code: 0 })
    const came = await api.models.state({})
    expect(came.inUse.language).toBe(STORY)
    expect(came.installed.find(({ id }) => id === STORY)).toMatchObject({ name: 'Tiny stories', removable: true, tasks: ['chat'], fit: { verdict: 'well', measured: false } })

    expect((await chatWith(api, 'Once upon a time')).text.length).toBeGreaterThan(10)
    const ran = await untilModels(api, ({ running }) => running.some(({ id, busy }) => id === STORY && !busy))
    expect(ran.running.find(({ id }) => id === STORY)).toMatchObject({ users: ['Chat'], tokensPerSecond: expect.any(Number) as number })
    await untilModels(api, ({ installed }) => installed.find(({ id }) => id === STORY)?.fit?.measured === true)
    const fit = await runCli(home, ['models', 'fit', STORY, '--json'])
    expect(fit.code).toBe(0)
    expect(JSON.parse(fit.out)).toMatchObject({ verdict: 'well', measured: true })

    const bench = await runCli(home, ['models', 'bench', STORY, '--json'])
    expect(bench).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(bench.out)).toMatchObject({ perSecond: expect.any(Number) as number, readPerSecond: expect.any(Number) as number })
    expect((await api.models.state({})).installed.find(({ id }) => id === STORY)?.bench?.perSecond).toBeGreaterThan(1)

    await untilModels(api, ({ running }) => running.every(({ busy }) => !busy))
    await api.models.unload({ id: STORY })
    expect((await api.models.state({})).running.filter(({ id }) => id === STORY)).toEqual([])
    expect(await runCli(home, ['models', 'rm', STORY])).toMatchObject({ code: 0, err: 'Tiny stories is removed, and 1.2 MB are free.\n' })
    expect(readdirSync(own)).toEqual([])
    expect((await api.models.state({})).inUse.language).toBeNull()
  })

  it('is not removed while it works, nor where it lies in a folder of the person', async () => {
    const { api, home, own } = await start({ lines: '  language: talker\n' }, (rig) => {
      mkdirSync(rig.own)
      makeModel(join(rig.own, 'talker.gguf'), { ...SHAPE, contextTokens: 4096, embedding: 256, layers: 8, heads: 8, feedForward: 512 })
      const theirs = join(rig.home.folder, 'theirs')
      mkdirSync(theirs)
      makeModel(join(theirs, 'mine.gguf'), SHAPE)
      rig.home.env['FREEHOLD_MODELS'] = theirs
    })
    expect(await runCli(home, ['models', 'rm', 'mine'])).toMatchObject({ code: 1, err: expect.stringContaining('is not in Freehold’s own folder') as string })
    expect(existsSync(join(home.folder, 'theirs', 'mine.gguf'))).toBe(true)
    await api.settings.set({ path: 'chat.maxAnswerTokens', value: 2000 })
    await api.chat.send({ text: 'Tell a long story', mode: 'local-only' })
    await untilModels(api, ({ running }) => running.some(({ id, busy }) => id === 'talker' && busy))
    for (const each of await Promise.allSettled([api.models.remove({ id: 'talker' }), api.models.unload({ id: 'talker' })])) expect(each).toMatchObject({ status: 'rejected', reason: { code: 'CONFLICT' } })
    expect(existsSync(join(own, 'talker.gguf'))).toBe(true)
  })
})
