import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { SettingsSchema } from '../../../src/contract/settings.ts'
import { SETTINGS_TEMPLATE } from '../../../src/main/adapters/settings-file/index.ts'

const keysOf = (value: object, above = ''): readonly string[] =>
  Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const path = above === '' ? key : `${above}.${key}`
    // An empty one takes keys of the person's own: it is a setting, and not a group.
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner) && Object.keys(inner).length > 0 ? keysOf(inner, path) : [path]
  })

describe('docs/settings.md', () => {
  it('explains every setting, and none that does not exist', async () => {
    const document = await readFile(new URL('../../../docs/settings.md', import.meta.url), 'utf8')
    const explained = [...document.matchAll(/^\| `([a-zA-Z.]+)` \|/gm)].map(([, key]) => key)
    expect(explained.toSorted()).toEqual(keysOf(SettingsSchema.parse({})).toSorted())
  })

  it('matches the template, whose lines are valid once uncommented', () => {
    const uncommented = SETTINGS_TEMPLATE.replace(/^# (?=[a-z ]+[a-zA-Z]*:|\s+-)/gm, '')
    expect(SettingsSchema.parse(parse(uncommented)).memos.watch).toEqual(['~/Recordings'])
  })
})
