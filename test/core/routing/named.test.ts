import { describe, expect, it } from 'vitest'
import type { Rule } from '../../../src/contract/privacy.ts'
import { namedIn } from '../../../src/main/core/routing/named.ts'
import { signal, startWithServers, TO_ANTHROPIC } from './rig.ts'

const rules: readonly Rule[] = [{ person: 'Dr Aaby', verdict: 'never' }, { person: 'Mimi', verdict: 'ask' }, { tag: 'a', verdict: 'allow' }]
const people = [{ name: 'Mara Ellegaard', aliases: ['Mimi'] }]

describe('people of the rules', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['Ask dr  AABY’s nurse', [], ['Dr Aaby']],
    ['Dr Aabyson and xDr Aaby', [], []],
    ['mara ellegaard came', [], ['Mimi']],
    ['she came', ['Mara Ellegaard'], ['Mimi']],
    ['Nobody', [], []],
  ])('%s', (text, found, named) => {
    expect(namedIn(text, found, rules, people)).toEqual(named)
  })

  it('are found where the detectors failed, and their rule holds', async () => {
    const rig = await startWithServers({ detect: async () => [null] })
    await rig.routing.addRule({ person: 'Dr Aaby', verdict: 'never' }, signal)
    const { labels, decision } = await rig.routing.route({ pieces: [{ title: 'You', text: 'Ring Dr Aaby', origin: 'chat' }], mode: TO_ANTHROPIC }, signal)
    expect(labels).toMatchObject({ unsure: true, people: ['Dr Aaby'] })
    expect(decision).toMatchObject({ where: 'local', verdict: 'never', reasons: [{ words: 'Rule Person “Dr Aaby”: never' }, {}, {}] })
    await rig.close()
  })
})
