import { fc } from './property.ts'
import { expect, it } from 'vitest'
import { SettingsSchema } from '../../../src/contract/settings.ts'
import type { MemosDeps } from '../../../src/main/core/memos/index.ts'
import type { Host } from './rig.ts'
import { fakeModel } from '../../fakes/voices.ts'
import { createPlace, settled, startHost, until } from './rig.ts'

const NEVER = new AbortController().signal

/** Stands for `kill -9` at the n-th call to anything outside: nothing after it happens, nothing comes back. */
const killedAt = (calls: number) => {
  let left = calls
  let isDead = false
  const wrap = <T extends object>(part: T, isSync: boolean): T =>
    new Proxy(part, {
      get: (target, name, receiver) => {
        const value: unknown = Reflect.get(target, name, receiver)
        if (typeof value !== 'function' || name === 'onChange' || name === 'pathFor') return value
        return (...args: unknown[]) => {
          left -= 1
          if (left <= 0) isDead = true
          if (isDead && isSync) throw new Error('killed')
          if (isDead && name === 'scan') return { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) }
          if (isDead) return new Promise(() => {})
          return value.apply(target, args)
        }
      },
    })
  return {
    isDead: () => isDead,
    around: (deps: MemosDeps): MemosDeps => ({
      ...deps,
      store: wrap(deps.store, true),
      notes: wrap(deps.notes, false),
      recordings: wrap({ ...deps.recordings, walk: deps.recordings.walk }, false),
      workFolder: wrap({ ...deps.workFolder, pathFor: deps.workFolder.pathFor }, false),
      decoder: wrap(deps.decoder, false),
      speech: { ...deps.speech, writeDownWindow: wrap({ go: deps.speech.writeDownWindow }, false).go, detect: wrap({ go: deps.speech.detect }, false).go },
    }),
  }
}

// Titles, and a rule by tag, move each note once it is described.
const WORK = {
  models: { language: fakeModel('gemma', 'language') },
  settings: SettingsSchema.parse({ memos: { restSeconds: 0, folders: [{ tag: 'test', folder: 'Work' }] } }),
}

const isAtRest = ({ store }: Host): boolean => store.next('describe', new Set()) === null && store.next('refresh', new Set()) === null

it('loses nothing and files nothing twice, wherever the host is killed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 260 }), { minLength: 1, maxLength: 3 }), async (kills) => {
      const place = createPlace()
      const paths = [place.record('a.m4a', 'voice: one two three four five'), place.record('b.m4a', 'voice: six seven'), place.record('c.m4a', 'voice: six seven')]
      try {
        for (const calls of kills) {
          const kill = killedAt(calls)
          try {
            const host = startHost(place, { ...WORK, around: kill.around })
            void host.memos.add(paths, NEVER).catch(() => {})
            await until(() => kill.isDead() || (host.store.counts().length > 0 && settled(host.rows()) && isAtRest(host)), () => calls).catch(() => {})
            host.store.close()
          } catch {
            // Killed while it started.
          }
        }
        const host = startHost(place, WORK)
        await host.memos.add(paths, NEVER)
        await until(() => host.rows().length === 3 && settled(host.rows()) && isAtRest(host), host.rows)
        expect(host.rows().map((row) => row.state).sort()).toEqual(['filed', 'filed', 'skipped'])
        expect(place.notes()).toHaveLength(2)
        const ids = place.readNotes().map((text) => /^id: "?([0-9a-f]{16})/m.exec(text)?.[1])
        expect(new Set(ids).size).toBe(2)
        expect(place.readNotes().join('\n')).toMatch(/five/)
        expect(place.notes().every((name) => name.startsWith('Work/') && name.includes('About'))).toBe(true)
        expect(place.files().filter((name) => /tmp|\.part/.test(name))).toEqual([])
        await host.close()
      } finally {
        place.remove()
      }
    }),
    { numRuns: 30, endOnFailure: true },
  )
}, 120_000)
