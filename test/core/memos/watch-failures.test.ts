import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SettingsSchema } from '../../../src/contract/settings.ts'
import type { WatchEvents } from '../../../src/main/core/ports/index.ts'
import type { Host, Place } from './rig.ts'
import { createPlace, startHost, until } from './rig.ts'

describe('watched folders over a database that refuses to write', () => {
  let place: Place
  let host: Host
  let events: WatchEvents | null = null
  beforeEach(() => {
    place = createPlace()
    host = startHost(place, {
      settings: SettingsSchema.parse({ memos: { watch: [place.recordings] } }),
      around: (deps) => ({
        ...deps,
        watchFolder: (_folder, told) => {
          events = told
          return { close: async () => {} }
        },
        store: {
          ...deps.store,
          forgetOther: () => {
            throw new Error('disk full')
          },
        },
      }),
    })
  })
  afterEach(async () => {
    await host.close()
    place.remove()
  })

  it('go on, and the host with them', async () => {
    await until(() => events !== null)
    expect(() => events?.onGone('/gone.m4a')).not.toThrow()
    expect(() => events?.onReady()).not.toThrow()
  })
})
