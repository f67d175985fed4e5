import { chmodSync, cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SettingsSchema } from '../../../src/contract/settings.ts'
import { createMediaInspector } from '../../../src/main/adapters/media-file/index.ts'
import { createFakeSpeech } from '../../fakes/voices.ts'
import { missing, shared } from '../../shared.ts'
import type { Decoder } from '../../../src/main/core/ports/index.ts'
import { createPlace, settled, startHost, until } from './rig.ts'
import { writeFileSync } from 'node:fs'

// The decoder is not what is looked at here: every recording says its own size.
const decoder: Decoder = {
  decode: async ({ path, pcmPath }) => {
    writeFileSync(pcmPath, `voice: words of ${path.slice(-12, -4)}`)
    return { decoder: 'fake', sampleCount: 48_000, damagedAfterSeconds: null }
  },
  describe: async () => null,
}

it.skipIf(missing('audio/voice-memos-library'))('lists every recording of a Voice Memos library in one state, as its database tells it', async () => {
  const place = createPlace()
  const folder = join(place.root, 'Recordings')
  cpSync(shared('audio/voice-memos-library/Recordings'), folder, { recursive: true })
  chmodSync(folder, 0o755)
  const host = startHost(place, {
    settings: SettingsSchema.parse({ memos: { restSeconds: 0.1 } }),
    deps: { voiceMemosFolder: folder, inspector: createMediaInspector(), decoder, speech: createFakeSpeech() },
  })
  await until(() => host.rows().length === 8 && settled(host.rows()), host.rows, 15_000)
  const rows = host.rows().map((row) => [row.fileName, row.title, row.state, row.waitsFor]).sort()
  expect(rows).toEqual([
    ['', 'Still in iCloud', 'waiting', 'download'],
    ['20261103 091500-1A2B3C4D.m4a', 'Dentist', 'filed', null],
    ['20261104 181200-5E6F7A8B.qta', 'School play', 'filed', null],
    ['20261105 070000-9C0D1E2F.m4a', 'words of 9C0D1E2F', 'filed', null],
    ['20261106 120000-0A0B0C0D.m4a', 'Boiler / pressure: "low"?', 'filed', null],
    ['20261108 080000-0RPHAN00.m4a', 'words of 0RPHAN00', 'filed', null],
    ['20261108 200000-AABBCCDD.m4a', 'Not here yet', 'waiting', 'download'],
    ['20261109 094500-11223344.m4a', 'Only in the WAL', 'filed', null],
  ])
  expect(host.rows().find((row) => row.waitsFor === 'download')?.line).toBe('Still in iCloud. Open Voice Memos once and it comes down by itself.')
  const dentist = host.rows().find((row) => row.title === 'Dentist')
  if (!dentist?.memoId) throw new Error('no memo')
  expect(new Date(dentist.recordedAt).toISOString()).toBe('2026-11-03T08:15:00.000Z')
  expect((await host.memos.get(dentist.memoId)).versions.map((version) => version.engine)).toEqual(['apple', 'whisper.cpp'])
  expect(host.memos.folders()).toMatchObject([{ kind: 'voice-memos', state: 'ok', here: 6, inCloud: 2 }])
  expect(place.notes()).toHaveLength(6)
  await host.close()
  place.remove()
}, 30_000)
