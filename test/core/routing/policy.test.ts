import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ORIGINS, VERDICTS } from '../../../src/contract/privacy.ts'
import type { Labels, Rule, Source, Verdict, Zone } from '../../../src/contract/privacy.ts'
import { joinLabels, noLabels } from '../../../src/main/core/routing/index.ts'
import { verdictFor } from '../../../src/main/core/routing/policy.ts'
import { anyPolicy, labels, NOW_MS, policy, rule, stricterThan, target } from './policies.ts'

const moment = { nowMs: NOW_MS, chat: null }
const cloud = { name: 'Anthropic', zone: 'cloud' } as const
const network = { name: 'Home server', zone: 'network' } as const
const of = (source: Source, more: Partial<Labels> = {}): Labels => ({ ...noLabels, sources: [source], ...more })
const loose = (verdict: Verdict): number => VERDICTS.indexOf(verdict)
const withRules = (...rules: readonly Rule[]) => policy({ rules })

describe('the policy as it comes', () => {
  it.each<[Source['origin'], Verdict, Verdict, Verdict]>([
    ['memo', 'allow', 'allow', 'never'],
    ['capture', 'allow', 'allow', 'ask'],
    ['note', 'allow', 'allow', 'ask'],
    ['file', 'allow', 'ask', 'ask'],
    ['chat', 'allow', 'allow', 'allow'],
    ['mail', 'allow', 'never', 'never'],
    ['calendar', 'allow', 'never', 'never'],
    ['health', 'allow', 'never', 'never'],
    ['feed', 'allow', 'allow', 'redact'],
    ['web', 'allow', 'allow', 'redact'],
    ['tool', 'allow', 'never', 'never'],
  ])('%s: %s here, %s in my network, %s in the cloud', (origin, ...verdicts) => {
    const zones: readonly Zone[] = ['mac', 'network', 'cloud']
    expect(zones.map((zone) => verdictFor(of({ origin }), { name: 'X', zone }, policy(), moment).verdict)).toEqual(verdicts)
  })

  it.each([
    [of({ origin: 'memo' }), cloud, 'Memos never go to the cloud', 'table:memo.cloud'],
    [of({ origin: 'file' }), cloud, 'Files ask before they go to the cloud', 'table:file.cloud'],
    [of({ origin: 'chat' }), cloud, 'Typed chat is allowed', 'table:chat.cloud'],
    [of({ origin: 'note' }), network, 'Notes are allowed on my network', 'table:note.network'],
    [of({ origin: 'calendar' }), cloud, 'The calendar never goes to the cloud', 'table:calendar.cloud'],
    [of({ origin: 'chat' }, { topics: ['health'] }), cloud, 'It speaks of health, and health never goes to the cloud', 'topic:health'],
    [of({ origin: 'chat' }, { topics: ['legal'] }), cloud, 'It speaks of legal matters, and legal matters ask before they go to the cloud', 'topic:legal'],
    [noLabels, cloud, 'No rule allows it', 'unlisted'],
  ])('says why, most telling first: %j', (content, to, words, name) => {
    expect(verdictFor(content, to, policy(), moment).reasons[0]).toEqual({ words, rule: name })
  })

  it('takes the strictest of several sources, and says so first', () => {
    const found = verdictFor(joinLabels(of({ origin: 'chat' }), of({ origin: 'memo' })), cloud, policy(), moment)
    expect(found).toMatchObject({ verdict: 'never', reasons: [{ rule: 'table:memo.cloud' }, { rule: 'table:chat.cloud' }] })
  })

  it('lets nothing go that has no known source or an unknown one', () => {
    expect(verdictFor(noLabels, { name: 'Here', zone: 'mac' }, policy(), moment).verdict).toBe('never')
    expect(verdictFor(of({ origin: 'diary' as 'chat' }), cloud, policy(), moment)).toMatchObject({ verdict: 'never', reasons: [{ words: 'No rule allows it' }] })
    expect(verdictFor(of({ origin: 'chat' }), { name: 'X', zone: 'moon' as 'cloud' }, withRules({ origin: 'chat', verdict: 'allow' }), moment).verdict).toBe('never')
    expect(verdictFor(of({ origin: 'chat' }), cloud, { ...policy(), rules: [{ origin: 'chat', verdict: 'sure' as 'allow' }] }, moment).verdict).toBe('never')
  })
})

describe('what was found in a text', () => {
  it('hides the kinds of the settings from the cloud even where it is allowed, and not from my network', () => {
    const found = of({ origin: 'chat' }, { details: ['iban', 'person', 'secret'] })
    expect(verdictFor(found, cloud, policy(), moment)).toMatchObject({ verdict: 'allow', hide: ['secret', 'iban'] })
    expect(verdictFor(found, network, policy(), moment)).toMatchObject({ verdict: 'allow', hide: [] })
  })

  it('hides everything that was found where it asks or is to be hidden', () => {
    const details: Labels['details'] = ['iban', 'person']
    expect(verdictFor(of({ origin: 'file' }, { details }), cloud, policy(), moment).hide).toEqual(['iban', 'person'])
    expect(verdictFor(of({ origin: 'web' }, { details }), cloud, policy(), moment)).toMatchObject({ verdict: 'redact', hide: ['iban', 'person'] })
  })

  it('asks where details could not be looked for, and says that hiding is not reliable; not on this Mac', () => {
    for (const origin of ['chat', 'web'] as const) {
      const found = verdictFor(of({ origin }, { unsure: true }), cloud, policy(), moment)
      expect(found.verdict).toBe('ask')
      expect(found.reasons[0]).toEqual({ words: 'Its details could not be looked for, so hiding them is not reliable', rule: 'unsure' })
    }
    expect(verdictFor(of({ origin: 'memo' }, { unsure: true }), cloud, policy(), moment).verdict).toBe('never')
    expect(verdictFor(of({ origin: 'chat' }, { unsure: true }), { name: 'Here', zone: 'mac' }, policy(), moment).verdict).toBe('allow')
  })

  it('keeps health from my network as the table does, other topics only from the cloud', () => {
    expect(verdictFor(of({ origin: 'chat' }, { topics: ['health'] }), network, policy(), moment).verdict).toBe('never')
    expect(verdictFor(of({ origin: 'chat' }, { topics: ['money', 'family'] }), network, policy(), moment).verdict).toBe('allow')
    const mine = policy({ table: { health: { network: 'allow' } } })
    expect(verdictFor(of({ origin: 'chat' }, { topics: ['health'] }), network, mine, moment).verdict).toBe('allow')
    expect(verdictFor(of({ origin: 'chat' }, { topics: ['health'] }), cloud, mine, moment).verdict).toBe('never')
    const heedless = policy({ raise: { topics: { health: 'allow' } } })
    expect(verdictFor(of({ origin: 'chat' }, { topics: ['health'] }), network, heedless, moment).verdict).toBe('allow')
  })

  it('does not offer to remember what a rule would not end', () => {
    expect(verdictFor(of({ origin: 'file' }), cloud, policy(), moment).asking).toEqual(['file'])
    expect(verdictFor(of({ origin: 'file' }, { topics: ['money'] }), cloud, policy(), moment).asking).toEqual([])
    expect(verdictFor(of({ origin: 'chat' }, { unsure: true }), cloud, policy(), moment).asking).toEqual([])
  })
})

describe('rules', () => {
  it.each<[string, Source, readonly Rule[], Verdict]>([
    ['stand above the table', { origin: 'memo', folder: 'Book' }, [{ folder: 'Book', verdict: 'redact' }], 'redact'],
    ['hold for folders below, in any case', { origin: 'note', folder: 'book/DRAFTS/old' }, [{ folder: 'Book/', verdict: 'allow' }], 'allow'],
    ['do not hold for a folder that only begins alike', { origin: 'note', folder: 'Bookkeeping' }, [{ folder: 'Book', verdict: 'allow' }], 'ask'],
    ['do not hold for a path that climbs out', { origin: 'note', folder: 'Book/../Diary' }, [{ folder: 'Book', verdict: 'allow' }], 'ask'],
    ['do not hold for a folder on disk of the same name', { origin: 'file', folder: '/Book' }, [{ folder: 'Book', verdict: 'allow' }], 'ask'],
    ['hold for nested tags, with or without #', { origin: 'note', tags: ['garden/roses'] }, [{ tag: '#Garden', verdict: 'allow' }], 'allow'],
    ['do not hold for the tag above', { origin: 'note', tags: ['garden'] }, [{ tag: 'garden/roses', verdict: 'allow' }], 'ask'],
    ['of a deeper folder win', { origin: 'note', folder: 'Book/Drafts' }, [{ folder: 'Book', verdict: 'never' }, { folder: 'Book/Drafts', verdict: 'allow' }], 'allow'],
    ['of a deeper folder win when stricter', { origin: 'note', folder: 'Book/Drafts' }, [{ folder: 'Book', verdict: 'allow' }, { folder: 'Book/Drafts', verdict: 'never' }], 'never'],
    ['of a folder and of a tag are of one rank: the stricter', { origin: 'note', folder: 'Book/Drafts/Old', tags: ['garden'] }, [{ folder: 'Book/Drafts/Old', verdict: 'allow' }, { tag: 'garden', verdict: 'never' }], 'never'],
    ['with a place win over those with a destination and origin', { origin: 'note', folder: 'Book' }, [{ origin: 'note', destination: 'Anthropic', verdict: 'never' }, { folder: 'Book', verdict: 'redact' }], 'redact'],
    ['with origin and destination win over the destination', { origin: 'note' }, [{ destination: 'Anthropic', verdict: 'never' }, { origin: 'note', destination: 'anthropic', verdict: 'allow' }], 'allow'],
    ['with a destination win over the origin', { origin: 'note' }, [{ origin: 'note', verdict: 'never' }, { destination: 'Anthropic', verdict: 'allow' }], 'allow'],
    ['with a zone win over those without', { origin: 'note' }, [{ origin: 'note', verdict: 'never' }, { origin: 'note', zone: 'cloud', verdict: 'allow' }], 'allow'],
    ['of equal rank: the stricter', { origin: 'note' }, [{ origin: 'note', verdict: 'allow' }, { origin: 'note', verdict: 'redact' }], 'redact'],
    ['for an hour win over the same without end', { origin: 'note' }, [{ origin: 'note', verdict: 'never' }, { origin: 'note', verdict: 'redact', until: '2026-11-24T13:00:00Z' }], 'redact'],
    ['have no force once they ended, at the very moment', { origin: 'note' }, [{ origin: 'note', verdict: 'allow', until: '2026-11-24T12:00:00Z' }], 'ask'],
    ['of another zone have no force', { origin: 'note' }, [{ origin: 'note', zone: 'network', verdict: 'never' }], 'ask'],
    ['of another destination have no force', { origin: 'note' }, [{ origin: 'note', destination: 'Gateway', verdict: 'never' }], 'ask'],
    ['of another chat have no force', { origin: 'note' }, [{ origin: 'note', chat: 'two', verdict: 'allow' }], 'ask'],
    ['need every condition they name', { origin: 'note', folder: 'Book' }, [{ folder: 'Book', tag: 'garden', verdict: 'allow' }], 'ask'],
  ])('%s', (_, source, rules, verdict) => {
    expect(verdictFor(of(source), cloud, withRules(...rules), moment).verdict).toBe(verdict)
  })

  it('for one source never cover another', () => {
    const both = joinLabels(of({ origin: 'memo', folder: 'Book' }), of({ origin: 'memo' }))
    expect(verdictFor(both, cloud, withRules({ folder: 'Book', verdict: 'allow' }), moment).verdict).toBe('never')
  })

  it('of this chat hold in it', () => {
    const rules = withRules({ origin: 'note', chat: 'one', verdict: 'allow' })
    expect(verdictFor(of({ origin: 'note' }), cloud, rules, { ...moment, chat: 'one' }).verdict).toBe('allow')
    expect(verdictFor(of({ origin: 'note' }), cloud, rules, { ...moment, chat: 'two' }).verdict).toBe('ask')
  })

  it('of a person hold for the whole text and only raise', () => {
    const chat = of({ origin: 'chat' }, { people: ['Dr Aaby'] })
    expect(verdictFor(chat, cloud, withRules({ person: 'dr aaby', verdict: 'never' }), moment)).toMatchObject({ verdict: 'never', reasons: [{ words: 'Rule Person “dr aaby”: never', rule: 'rule:0' }, {}] })
    expect(verdictFor(of({ origin: 'memo' }, { people: ['Dr Aaby'] }), cloud, withRules({ person: 'Dr Aaby', verdict: 'allow' }), moment).verdict).toBe('never')
    // A narrower rule for the same person may say less.
    expect(verdictFor(chat, cloud, withRules({ person: 'Dr Aaby', verdict: 'never' }, { person: 'Dr Aaby', destination: 'Anthropic', verdict: 'redact' }), moment).verdict).toBe('redact')
  })

  it('without a zone leave this Mac alone', () => {
    expect(verdictFor(of({ origin: 'note' }), { name: 'Here', zone: 'mac' }, withRules({ origin: 'note', verdict: 'never' }), moment).verdict).toBe('allow')
    expect(verdictFor(of({ origin: 'note' }), { name: 'Here', zone: 'mac' }, withRules({ origin: 'note', zone: 'mac', verdict: 'never' }), moment).verdict).toBe('never')
  })
})

describe('whatever the policy', () => {
  it('more labels never make it looser, nor hide less of what was known', () => {
    fc.assert(
      fc.property(labels, labels, anyPolicy, target, (one, other, settings, to) => {
        const alone = verdictFor(one, to, settings, moment)
        const joined = verdictFor(joinLabels(one, other), to, settings, moment)
        expect(loose(joined.verdict)).toBeLessThanOrEqual(loose(alone.verdict))
        expect(joined.hide).toEqual(expect.arrayContaining([...alone.hide]))
      }),
      { numRuns: 500 },
    )
  })

  it('a stricter one never allows more, nor hides less', () => {
    fc.assert(
      fc.property(labels, anyPolicy.chain((settings) => fc.tuple(fc.constant(settings), stricterThan(settings))), target, (content, [settings, harder], to) => {
        const before = verdictFor(content, to, settings, moment)
        const after = verdictFor(content, to, harder, moment)
        expect(loose(after.verdict)).toBeLessThanOrEqual(loose(before.verdict))
        expect(after.hide).toEqual(expect.arrayContaining([...before.hide]))
      }),
      { numRuns: 500 },
    )
  })

  it('one more rule that says never never allows more', () => {
    fc.assert(
      fc.property(labels, anyPolicy, rule, target, (content, settings, added, to) => {
        const harder = { ...settings, rules: [...settings.rules, { ...added, verdict: 'never' as const }] }
        expect(loose(verdictFor(content, to, harder, moment).verdict)).toBeLessThanOrEqual(loose(verdictFor(content, to, settings, moment).verdict))
      }),
      { numRuns: 500 },
    )
  })

  it('without rules no origin goes where its row says never', () => {
    fc.assert(
      fc.property(labels, anyPolicy, target, (content, settings, to) => {
        const { verdict } = verdictFor(content, to, { ...settings, rules: [] }, moment)
        if (ORIGINS.some((origin) => settings.table[origin][to.zone] === 'never' && content.sources.some((source) => source.origin === origin))) expect(verdict).toBe('never')
      }),
    )
  })
})
