import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createPlace, startHost, until } from './rig.ts'

it('what Freehold itself decodes is no recording, though a folder above its own is dropped', async () => {
  const place = createPlace()
  const host = startHost(place)
  place.record('one.m4a', 'voice: call the dentist')
  writeFileSync(join(place.state, 'decoded.wav'), 'voice: decoded once already')
  expect(await host.memos.add([place.root], new AbortController().signal)).toMatchObject({ accepted: 1 })
  await until(() => host.rows()[0]?.state === 'filed', host.rows)
  expect(host.rows().map(({ fileName }) => fileName)).toEqual(['one.m4a'])
  await host.close()
  place.remove()
})
