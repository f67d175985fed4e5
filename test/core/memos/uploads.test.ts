import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MemosDeps } from '../../../src/main/core/memos/index.ts'
import { fakeInspector } from '../../fakes/voices.ts'
import type { Host, HostOptions } from './rig.ts'
import { settled, until, useHosts } from './rig.ts'

const NEVER = new AbortController().signal

describe('a recording uploaded by a browser', () => {
  const { place, start } = useHosts()
  const upload = (host: Host, name: string) =>
    host.memos.receiveUpload({ name, modifiedMs: 1_700_000_000_000, body: (async function* () { yield Buffer.from('voice: from the page') })(), signal: NEVER })
  const kept = () => place.files().filter((name) => name.startsWith('Memos/Audio'))

  it('is one memo when it comes several times at once', async () => {
    // All three are looked at before the first of them is known.
    let looking = 0
    const inspector: typeof fakeInspector = {
      inspect: async (path, signal) => {
        looking += 1
        await until(() => looking >= 3)
        return fakeInspector.inspect(path, signal)
      },
    }
    const host = start({ deps: { inspector } })
    const answers = await Promise.all(['a.m4a', 'b.m4a', 'c.m4a'].map((name) => upload(host, name)))
    expect(new Set(answers.map(({ rowId }) => rowId)).size).toBe(1)
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
    await until(() => settled(host.rows()), host.rows)
    expect(host.rows()).toMatchObject([{ state: 'filed' }])
    expect(kept()).toHaveLength(1)
  })

  it('is one memo when the vault is watched and its file was seen there first', async () => {
    // The watcher is quicker than the upload: it tells of the file while its content is still looked at.
    const inspector: typeof fakeInspector = {
      inspect: async (path, signal) => {
        if (path.startsWith(join(place.vault, 'Memos'))) await host.memos.add([path], NEVER)
        return fakeInspector.inspect(path, signal)
      },
    }
    const host: Host = start({ deps: { inspector } })
    expect(await upload(host, 'seen.m4a')).toMatchObject({ duplicate: false })
    await until(() => settled(host.rows()), host.rows)
    expect(host.rows()).toMatchObject([{ state: 'filed', fileName: 'seen.m4a' }])
    expect(kept()).toHaveLength(1)
  })

  it('is taken in when it is whole, also when the page has gone by then: nothing lies in the vault without a row', async () => {
    const leaving = new AbortController()
    const inspector: typeof fakeInspector = {
      inspect: async (path, signal) => {
        leaving.abort()
        signal.throwIfAborted()
        return fakeInspector.inspect(path, signal)
      },
    }
    const host = start({ deps: { inspector }, models: { speech: null } })
    await host.memos.receiveUpload({ name: 'a.m4a', modifiedMs: null, body: (async function* () { yield Buffer.from('voice: whole') })(), signal: leaving.signal })
    expect(host.rows()).toMatchObject([{ fileName: 'a.m4a', memoId: expect.any(String) }])
    expect(kept()).toHaveLength(1)
  })

  it('leaves nothing when the page goes in the middle of it', async () => {
    const leaving = new AbortController()
    const host = start({ models: { speech: null } })
    const body = (async function* () {
      yield Buffer.from('voice: ')
      leaving.abort()
      yield Buffer.from('half')
    })()
    await expect(host.memos.receiveUpload({ name: 'a.m4a', modifiedMs: null, body, signal: leaving.signal })).rejects.toMatchObject({ name: 'AbortError' })
    expect(host.rows()).toEqual([])
    expect(kept()).toEqual([])
  })

  const uploadMany = (host: Host, count: number) =>
    Promise.allSettled(
      Array.from({ length: count }, (_, n) =>
        host.memos.receiveUpload({ name: `${n}.m4a`, modifiedMs: 1_700_000_000_000, body: (async function* () { yield Buffer.from(`voice: ${n}`) })(), signal: NEVER }),
      ),
    )
  const around = (change: (store: MemosDeps['store']) => Partial<MemosDeps['store']>): HostOptions => ({
    around: (deps) => ({ ...deps, store: { ...deps.store, ...change(deps.store) } }),
  })

  it('shares a flush of the disk with the others that come at the same time', async () => {
    let flushes = 0
    const host = start(
      around((store) => ({
        durably: (work) => {
          flushes += 1
          return store.durably(work)
        },
      })),
    )
    await uploadMany(host, 60)
    expect(host.rows()).toHaveLength(60)
    expect(flushes).toBeLessThan(30)
  })

  it('fails by itself when the others that are written down with it do not', async () => {
    const host = start(
      around((store) => ({
        insert: (entries) => {
          if (entries.some(({ fileName }) => fileName === '7.m4a')) throw new Error('refused')
          return store.insert(entries)
        },
      })),
    )
    const answers = await uploadMany(host, 20)
    expect(answers.map(({ status }, n) => (status === 'rejected' ? n : null)).filter((n) => n !== null)).toEqual([7])
    expect(host.rows()).toHaveLength(19)
  })
})
