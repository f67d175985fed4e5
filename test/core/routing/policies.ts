import fc from 'fast-check'
import { DETAIL_KINDS, ORIGINS, PrivacySettingsSchema, TOPICS, VERDICTS, ZONES } from '../../../src/contract/privacy.ts'
import type { Labels, PrivacySettings, Rule, Source } from '../../../src/contract/privacy.ts'

/** Policies and labels for properties: few names, so that rules and content meet often. */
export const NOW_MS = Date.parse('2026-11-24T12:00:00Z')
export const PEOPLE = ['Mara Ellegaard', 'Dr Aaby'] as const
const FOLDERS = ['Book', 'Book/Drafts', 'book/drafts/old', 'Garden'] as const
const TAGS = ['garden', 'garden/roses', '#Work'] as const
export const SERVERS = [
  { name: 'Anthropic', provider: 'anthropic' },
  { name: 'Gateway', provider: 'openai', url: 'https://models.example.net/v1' },
  { name: 'Home server', provider: 'openai', url: 'http://192.168.1.10:8080/v1', zone: 'network' },
  { name: 'Here', provider: 'openai', url: 'http://127.0.0.1:11434/v1', zone: 'mac' },
] as const

/** The settings as they come, with what a test changes. */
export const policy = (changes: object = {}): PrivacySettings => PrivacySettingsSchema.parse({ destinations: SERVERS, ...changes })

export const source: fc.Arbitrary<Source> = fc.record(
  { origin: fc.constantFrom(...ORIGINS), folder: fc.constantFrom(...FOLDERS), tags: fc.uniqueArray(fc.constantFrom(...TAGS), { maxLength: 2 }) },
  { requiredKeys: ['origin'] },
)

export const labels: fc.Arbitrary<Labels> = fc.record({
  sources: fc.array(source, { minLength: 1, maxLength: 3 }),
  details: fc.uniqueArray(fc.constantFrom(...DETAIL_KINDS), { maxLength: 3 }),
  topics: fc.uniqueArray(fc.constantFrom(...TOPICS), { maxLength: 2 }),
  people: fc.uniqueArray(fc.constantFrom(...PEOPLE)),
  unsure: fc.boolean(),
})

const verdict = fc.constantFrom(...VERDICTS)

export const rule: fc.Arbitrary<Rule> = fc
  .record(
    {
      person: fc.constantFrom(...PEOPLE, 'mara ellegaard'),
      folder: fc.constantFrom(...FOLDERS),
      tag: fc.constantFrom(...TAGS),
      origin: fc.constantFrom(...ORIGINS),
      destination: fc.constantFrom(...SERVERS.map(({ name }) => name)),
      zone: fc.constantFrom(...ZONES),
      until: fc.constantFrom('2026-11-24T11:00:00Z', '2026-11-24T13:00:00Z'),
      chat: fc.constantFrom('one', 'two'),
      verdict,
    },
    { requiredKeys: ['verdict'] },
  )
  .filter(({ person, folder, tag, origin, destination }) => [person, folder, tag, origin, destination].some((each) => each !== undefined))

export const anyPolicy: fc.Arbitrary<PrivacySettings> = fc
  .record({
    table: fc.record(Object.fromEntries(ORIGINS.map((origin) => [origin, fc.record(Object.fromEntries(ZONES.map((zone) => [zone, verdict])))]))),
    raise: fc.record({ topics: fc.record(Object.fromEntries(TOPICS.map((topic) => [topic, verdict]))), hide: fc.uniqueArray(fc.constantFrom(...DETAIL_KINDS), { maxLength: 5 }) }),
    rules: fc.array(rule, { maxLength: 5 }),
  })
  .map(policy)

export const target = fc.constantFrom({ name: 'Anthropic', zone: 'cloud' as const }, { name: 'Home server', zone: 'network' as const }, { name: 'Here', zone: 'mac' as const })

/** The same policy with some of it stricter: verdicts nearer to never, more hidden, a `never` rule more. */
export const stricterThan = (from: PrivacySettings): fc.Arbitrary<PrivacySettings> => {
  const down = (each: (typeof VERDICTS)[number]) => fc.constantFrom(...VERDICTS.slice(0, VERDICTS.indexOf(each) + 1))
  return fc
    .record({
      table: fc.record(Object.fromEntries(Object.entries(from.table).map(([origin, row]) => [origin, fc.record(Object.fromEntries(Object.entries(row).map(([zone, each]) => [zone, down(each)])))]))),
      topics: fc.record(Object.fromEntries(Object.entries(from.raise.topics).map(([topic, each]) => [topic, down(each)]))),
      more: fc.subarray([...DETAIL_KINDS]),
      rules: fc.tuple(...from.rules.map((each) => down(each.verdict).map((lower) => ({ ...each, verdict: lower })))),
      added: fc.array(rule.map((each) => ({ ...each, verdict: 'never' as const })), { maxLength: 2 }),
    })
    .map(({ table, topics, more, rules, added }) => policy({ table, raise: { topics, hide: [...new Set([...from.raise.hide, ...more])] }, rules: [...rules, ...added] }))
}
