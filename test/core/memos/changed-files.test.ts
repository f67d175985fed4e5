import { utimesSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Host, Place } from './rig.ts'
import { createPlace, settled, startHost, until } from './rig.ts'

const NEVER = new AbortController().signal

describe('a recording that changes after it was filed', () => {
  let place: Place
  let host: Host
  let path = ''
  beforeEach(async () => {
    place = createPlace()
    host = startHost(place)
    path = place.record('one.m4a', 'voice: call the dentist')
    await host.memos.add([path], NEVER)
    await until(() => host.rows()[0]?.state === 'filed', host.rows)
  })
  afterEach(async () => {
    await host.close()
    place.remove()
  })
  const again = () => {
    const memoId = host.rows()[0]?.memoId
    if (!memoId) throw new Error('no memo')
    host.memos.transcribeAgain(memoId, { model: 'whisper-b' })
    return memoId
  }

  it('is written down again all the same when only its time was touched', async () => {
    utimesSync(path, 1_600_000_000, 1_600_000_000)
    const memoId = again()
    await until(() => host.store.versions(memoId).length === 2 && settled(host.rows()), host.rows)
    expect(host.rows()).toMatchObject([{ memoId, state: 'filed' }])
  })

  it('stays filed as it was when its content is another, and the new content is a memo of its own', async () => {
    writeFileSync(path, 'voice: buy some milk instead')
    const memoId = again()
    await until(() => host.rows().length === 2 && settled(host.rows()), host.rows)
    expect(host.rows().map(({ state }) => state)).toEqual(['filed', 'filed'])
    expect(host.rows().find((row) => row.memoId === memoId)).toMatchObject({ title: 'call the dentist', problem: null })
    expect(place.notes()).toHaveLength(2)
  })
})
