import { describe, expect, it } from 'vitest'
import { DETAIL_KINDS } from '../../../src/contract/privacy.ts'
import { hide } from '../../../src/main/core/routing/index.ts'
import { createRestorer, restoreValue } from '../../../src/main/core/routing/restore.ts'

const mapOf = (name: string) => hide([name], [{ details: [{ kind: 'person', start: 0, end: name.length }], people: [] }], DETAIL_KINDS).map
const mara = mapOf('Mara Ellegaard')

describe('restoring an answer', () => {
  it.each([
    ['‹Person 1› came', 'Mara Ellegaard came'],
    ['<Person 1> came', 'Mara Ellegaard came'],
    ['‹ person\u00a01 ›, ‹PERSON 1›, ‹Person1›', 'Mara Ellegaard, Mara Ellegaard, Mara Ellegaard'],
    ['Person 1, [Person 1], ‹Person 2›, ‹Person 1b›, ‹Persona 1›, ‹Person 01x', 'Person 1, [Person 1], ‹Person 2›, ‹Person 1b›, ‹Persona 1›, ‹Person 01x'],
    ['‹‹Person 1›› a < b <p>‹', '‹Mara Ellegaard› a < b <p>‹'],
  ])('%s', (text, restored) => {
    for (const size of [1, 2, 3, 100]) {
      const restorer = createRestorer(mara)
      let out = ''
      for (let at = 0; at < text.length; at += size) out += restorer.push(text.slice(at, at + size))
      expect(out + restorer.end()).toBe(restored)
    }
  })

  it('holds back only what may still become a placeholder', () => {
    const restorer = createRestorer(mara)
    expect(restorer.push('Say hello to ‹Per')).toBe('Say hello to ')
    expect(restorer.push('haps')).toBe('‹Perhaps')
    expect(restorer.push('‹')).toBe('')
    expect(restorer.push('Person 1›!')).toBe('Mara Ellegaard!')
    expect(restorer.push('‹'.repeat(100_000))).toHaveLength(99_999)
    expect(restorer.push(`Person ${'1'.repeat(50)}`)).toBe(`‹Person ${'1'.repeat(50)}`)
    expect(restorer.end()).toBe('')
  })

  it('keeps JSON valid whatever the original holds, and in half an escape', () => {
    const restorer = createRestorer(mapOf('Ann "A\\B" \n😀'), 'json')
    const chunks = ['{"to":"\\', 'u20', '39Person 1\\u203', 'a","k":"\\\\u2039Person 1\\\\u203a"}']
    expect(JSON.parse(chunks.map(restorer.push).join('') + restorer.end())).toEqual({ to: 'Ann "A\\B" \n😀', k: '\\u2039Person 1\\u203a' })
  })

  it('gives back half an escape that never ended', () => {
    const restorer = createRestorer(mara, 'json')
    expect(restorer.push('"‹Person 1\\u20') + restorer.end()).toBe('"‹Person 1\\u20')
  })

  it('goes through a tool’s input, value by value', () => {
    expect(restoreValue(mara, { to: ['‹Person 1›', 3, null], '‹Person 1›': { is: true } })).toEqual({ to: ['Mara Ellegaard', 3, null], 'Mara Ellegaard': { is: true } })
  })

  it('of two requests at once never mixes them', () => {
    const one = createRestorer(mapOf('Mara'))
    const other = createRestorer(mapOf('Erik'))
    expect([one.push('‹Per'), other.push('‹Per'), one.push('son 1›'), other.push('son 1›')]).toEqual(['', '', 'Mara', 'Erik'])
  })
})
