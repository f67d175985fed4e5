import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MemoId } from '../../../src/contract/memos.ts'
import { fakeModel } from '../../fakes/voices.ts'
import type { Host, Place } from './rig.ts'
import { createPlace, settled, startHost, until } from './rig.ts'

const NEVER = new AbortController().signal

describe('the actions of a memo', () => {
  let place: Place
  let host: Host
  beforeEach(() => {
    place = createPlace()
    host = startHost(place, { models: { language: fakeModel('gemma', 'language') } })
  })
  afterEach(async () => {
    await host.close()
    place.remove()
  })
  const described = async (): Promise<{ readonly memoId: MemoId; readonly path: string }> => {
    await host.memos.add([place.record('a.m4a', 'voice: alpha words')], NEVER)
    await until(() => place.readNotes()[0]?.includes('- [ ] Ring the dentist') === true && host.store.next('refresh', new Set()) === null)
    const memoId = host.rows()[0]?.memoId
    if (!memoId) throw new Error('no memo')
    return { memoId, path: join(place.vault, place.notes()[0] ?? '') }
  }
  const action = { index: 0, text: 'Ring the dentist' }

  it('are ticked in the note and stay ticked when a new version is written into it', async () => {
    const { memoId } = await described()
    expect(await host.memos.setAction(memoId, { ...action, done: true }, NEVER)).toEqual([{ text: action.text, done: true }])
    expect(place.readNotes()[0]).toContain('- [x] Ring the dentist')
    host.memos.transcribeAgain(memoId, { model: 'whisper-b' })
    await until(() => settled(host.rows()) && place.readNotes()[0]?.includes('model: whisper-b') === true, place.readNotes)
    expect(place.readNotes()[0]).toContain('- [x] Ring the dentist')
    expect(await host.memos.get(memoId)).toMatchObject({ edited: false, actions: [{ text: action.text, done: true }] })
    expect(await host.memos.setAction(memoId, { ...action, done: false }, NEVER)).toEqual([{ text: action.text, done: false }])
  })

  it('are ticked in a note the person edited, which stays theirs', async () => {
    const { memoId, path } = await described()
    appendFileSync(path, 'Mine.\n')
    await host.memos.setAction(memoId, { ...action, done: true }, NEVER)
    const theirs = readFileSync(path, 'utf8')
    expect(theirs).toMatch(/- \[x\] Ring the dentist[^]*Mine\.\n$/)
    host.memos.transcribeAgain(memoId, { model: 'whisper-b' })
    await until(() => settled(host.rows()) && host.store.versions(memoId).length === 2)
    expect(readFileSync(path, 'utf8')).toBe(theirs)
    expect((await host.memos.get(memoId)).edited).toBe(true)
  })

  it('are found by their words when they moved, and left alone when they are gone', async () => {
    const { memoId, path } = await described()
    writeFileSync(path, readFileSync(path, 'utf8').replace('- [ ] Ring', '- [ ] Buy milk\n- [ ] Ring'))
    expect(await host.memos.setAction(memoId, { ...action, done: true }, NEVER)).toEqual([
      { text: 'Buy milk', done: false },
      { text: action.text, done: true },
    ])
    await expect(host.memos.setAction(memoId, { index: 0, text: 'Something else', done: true }, NEVER)).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})
