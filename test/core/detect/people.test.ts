import { describe, expect, it } from 'vitest'
import { createPeopleList } from '../../../src/main/core/detect/index.ts'
import type { ScannedNote } from '../../../src/main/core/ports/index.ts'

const { signal } = new AbortController()
const note = (path: string, frontmatter: ScannedNote['frontmatter'] = {}): ScannedNote => ({ path, frontmatter, bodyHead: '' })

const listOf = (notes: () => readonly ScannedNote[], folder = 'People') =>
  createPeopleList({
    scanNotes: async function* () {
      yield* notes()
    },
    peopleFolder: () => folder,
  })

describe('the list of people', () => {
  it('has the title and the aliases of each note in the folder of people', async () => {
    const list = listOf(() => [
      note('People/Ann Lovelace.md', { aliases: ['Annie', 'Ms. L', 7] }),
      note('people/Work/Ben (dentist).md', { alias: 'Benny, Dr. Ben', title: 'Benjamin Oyelaran' }),
      note('Peoples/Nobody.md'),
      note('Memos/Ann.md'),
    ])
    await list.refresh(signal)
    expect(list.people()).toEqual([
      { name: 'Ann Lovelace', aliases: ['Annie', 'Ms. L'] },
      { name: 'Ben', aliases: ['Benny', 'Dr. Ben', 'Benjamin Oyelaran'] },
    ])
  })

  it('follows the setting, however its slashes stand', async () => {
    const list = listOf(() => [note('Private/Folk/Ann.md')], '/Private/Folk/')
    await list.refresh(signal)
    expect(list.people()).toEqual([{ name: 'Ann', aliases: [] }])
  })

  it('is the same array until something changes', async () => {
    let notes = [note('People/Ann.md')]
    const list = listOf(() => notes)
    await list.refresh(signal)
    const before = list.people()
    await list.refresh(signal)
    expect(list.people()).toBe(before)
    notes = [note('People/Ann.md', { aliases: 'Annie' })]
    await list.refresh(signal)
    expect(list.people()).toEqual([{ name: 'Ann', aliases: ['Annie'] }])
  })

  it('stays as it was when the vault cannot be read', async () => {
    let isGone = false
    const list = createPeopleList({
      scanNotes: async function* () {
        yield note('People/Ann.md')
        if (isGone) throw new Error('gone')
      },
      peopleFolder: () => 'People',
    })
    await list.refresh(signal)
    isGone = true
    await expect(list.refresh(signal)).rejects.toThrow('gone')
    expect(list.people()).toEqual([{ name: 'Ann', aliases: [] }])
  })
})
