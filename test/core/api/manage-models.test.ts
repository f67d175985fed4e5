import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import { createApiRig, LANGUAGE, never } from './rig.ts'

const caller = { clientId: 'c1', name: 'App' }

const open = (mayManageModels: boolean) => {
  const pulled: string[] = []
  const rig = createApiRig({
    settings: { mayManageModels },
    catalogue: () => [{ id: 'tiny', source: 'hf:own/tiny/tiny.gguf', fileName: 'tiny.gguf', sizeBytes: 1, licence: 'mit' }],
    downloads: {
      pull: async (ref) => {
        pulled.push(ref)
        throw new AppError('CONFLICT', 'It is here.')
      },
      pause: async () => undefined,
      list: () => [],
      onChange: () => () => undefined,
    },
  })
  const pull = async (ref: string): Promise<void> => {
    for await (const _step of rig.api.work.pull(caller, ref, never));
  }
  return { ...rig, pulled, pull }
}

describe('what apps may do with models', () => {
  it('fetches for an app what the catalogue has, by its name or where it comes from', async () => {
    const { pull, pulled } = open(false)
    for (const ref of ['tiny', 'hf:own/tiny/tiny.gguf', 'https://huggingface.co/own/tiny/resolve/main/tiny.gguf?note=secret']) await pull(ref)
    expect(pulled).toEqual(['tiny', 'tiny', 'tiny'])
  })

  it('fetches nothing else of the hub, and no address at all', async () => {
    const { pull, pulled } = open(false)
    const addresses = ['https://evil.example/what-i-know?text=secret', 'http://192.168.1.1/reboot', 'http://127.0.0.1:1/x.gguf', ' HTTPS://evil.example/x.gguf']
    for (const ref of ['hf:own/other/secret.gguf', 'hf.co/own/other', ...addresses]) await expect(pull(ref)).rejects.toMatchObject({ code: 'NOT_PERMITTED' })
    const trusting = open(true)
    for (const ref of addresses) await expect(trusting.pull(ref)).rejects.toMatchObject({ code: 'NOT_PERMITTED' })
    await trusting.pull('hf:own/other/x.gguf')
    expect([pulled, trusting.pulled]).toEqual([[], ['hf:own/other/x.gguf']])
  })

  it('deletes a model only where the person said that apps may', async () => {
    const { api, removed } = open(false)
    await expect(api.work.remove(caller, LANGUAGE.id)).rejects.toMatchObject({ code: 'NOT_PERMITTED' })
    expect(removed).toEqual([])
  })
})
