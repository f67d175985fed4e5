import type { Settings } from '../../../contract/settings.ts'
import type { Entry } from '../ports/index.ts'

type Filed = Pick<Entry, 'tags' | 'voiceFolder' | 'title' | 'recordedAt'>

/** The folder of the vault a memo is filed in: the first rule of the settings that fits, else year and month. */
export const folderFor = (memo: Filed, rules: Settings['memos']['folders']): string => {
  const rule = rules.find((each) => fits(each, memo))
  return rule ? rule.folder.replaceAll(/^\/+|\/+$/g, '') : `Memos/${memo.recordedAt.slice(0, 4)}/${memo.recordedAt.slice(5, 7)}`
}

const fits = (rule: Settings['memos']['folders'][number], memo: Filed): boolean =>
  (rule.tag !== undefined || rule.voiceMemosFolder !== undefined || rule.titleContains !== undefined) &&
  (rule.tag === undefined || memo.tags.some((tag) => same(tag, rule.tag ?? ''))) &&
  (rule.voiceMemosFolder === undefined || same(memo.voiceFolder ?? '', rule.voiceMemosFolder)) &&
  (rule.titleContains === undefined || memo.title.toLowerCase().includes(rule.titleContains.toLowerCase()))

const same = (a: string, b: string): boolean => a.replace(/^#/, '').toLowerCase() === b.replace(/^#/, '').toLowerCase()
