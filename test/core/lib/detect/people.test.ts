import { describe, expect, it } from 'vitest'
import { finder, shown } from './finder.ts'

const find = finder([
  { name: 'Zoë Ångström-Büchner', aliases: ['Zozo'] },
  { name: 'Xerxes', aliases: [] },
  { name: 'Hope', aliases: [] },
  { name: 'Ali bin Qaduum', aliases: [] },
  { name: '山田花子', aliases: [] },
])

describe('the people of the list', () => {
  it.each([
    ['zoe angstrom-buchner', ['Zoë Ångström-Büchner']],
    ['ZOË ÅNGSTRÖM-BÜCHNER called', ['Zoë Ångström-Büchner']],
    ['ask zozo’s brother', ['Zoë Ångström-Büchner']],
    ['Zoes Hund', ['Zoë Ångström-Büchner']],
    ['then Zoë left', ['Zoë Ångström-Büchner']],
    ['xerxes and Qaduum', ['Xerxes', 'Ali bin Qaduum']],
    ['山田花子に会う', ['山田花子']],
    ['Hope is here', ['Hope']],
    ['I hope so', []],
    ['nobody we know', []],
  ])('are known in %j', (text, people) => {
    expect(find(text).people).toEqual(people)
  })

  it('are found as a whole, with the words around them left out', () => {
    expect(shown('I saw Ali bin Qaduum twice.', find)).toEqual(['person: Ali bin Qaduum'])
  })
})
