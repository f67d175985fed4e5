import type { Prompt } from '../../../contract/attachments.ts'

/** A prompt's text with what was typed for each `{{name}}`; one that nothing was typed for leaves nothing behind. */
export const fillPrompt = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{\{\s*([^{}]+?)\s*\}\}/gu, (_whole, name: string) => values[name] ?? '')

const plain = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()

/** The prompts whose name holds what was typed: those that begin with it first. */
export const matchPrompts = (prompts: readonly Prompt[], query: string): readonly Prompt[] => {
  const typed = plain(query)
  const rank = ({ name }: Prompt): number => {
    const at = plain(name).indexOf(typed)
    return at < 0 ? -1 : Number(at > 0)
  }
  return prompts.filter((prompt) => rank(prompt) >= 0).toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
}
