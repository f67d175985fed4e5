import { afterEach, beforeEach, expect, it } from 'vitest'
import type { MemosDeps } from '../../../src/main/core/memos/index.ts'
import { createPlace, settled, startHost, until } from './rig.ts'
import type { Place } from './rig.ts'

let place: Place
beforeEach(() => {
  place = createPlace()
})
afterEach(() => place.remove())

it('goes on by itself after its own database refused every write for a while', async () => {
  let refuses = false
  let refused = 0
  let noted = 0
  // A full disk under the database, which SQLite tells by throwing: it begins when the first note has been written.
  const around = (deps: MemosDeps): MemosDeps => ({
    ...deps,
    notes: {
      ...deps.notes,
      fileNote: async (note) => {
        const filed = await deps.notes.fileNote(note)
        noted += 1
        if (noted === 1) refuses = true
        return filed
      },
    },
    store: new Proxy(deps.store, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function' || !['update', 'durably', 'together'].includes(String(name))) return value
        return (...args: unknown[]): unknown => {
          if (!refuses) return value.apply(target, args)
          refused += 1
          throw new Error('database or disk is full')
        }
      },
    }),
  })
  const host = startHost(place, { around })
  try {
    const paths = [place.record('a.m4a', 'voice: one two three'), place.record('b.m4a', 'voice: four five')]
    await host.memos.add(paths, new AbortController().signal)
    await until(() => refused > 2, () => refused)
    refuses = false
    await until(() => host.rows().length === 2 && settled(host.rows()) && host.rows().every(({ state }) => state === 'filed'), host.rows)
    expect(place.notes()).toHaveLength(2)
  } finally {
    refuses = false
    await host.close()
  }
})
