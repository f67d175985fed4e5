import { AppError } from '../../../contract/errors.ts'
import type { Prompt } from '../../../contract/attachments.ts'
import type { Vault } from '../ports/index.ts'
import { titleOf } from './content.ts'
import { bodyOf, isFrontmatterOpen } from './frontmatter.ts'
import { PROMPTS_FOLDER } from './places.ts'

const LONGEST = 100_000
const VARIABLE = /\{\{\s*([\p{L}_][\p{L}\p{N}_ -]{0,60}?)\s*\}\}/gu

/** The prompts a person keeps, by name; one that cannot be used is listed with what is wrong. None is ever written. */
export const readPrompts = async (vault: Pick<Vault, 'list' | 'readText' | 'readNote'>): Promise<readonly Prompt[]> => {
  const paths = await vault.list(PROMPTS_FOLDER, '.md')
  const prompts = await Promise.all(paths.map((path) => readPrompt(vault, path)))
  return prompts.filter((prompt) => prompt !== null).toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
}

const readPrompt = async (vault: Pick<Vault, 'readText' | 'readNote'>, path: string): Promise<Prompt | null> => {
  try {
    const file = await vault.readText(path)
    if (file === null) return null
    const title = (await vault.readNote(path))?.frontmatter['title']
    const name = typeof title === 'string' && title.trim() !== '' ? title.trim().slice(0, 200) : titleOf(path)
    const text = bodyOf(file.text).trimEnd()
    const problem = problemOf(file.text, text)
    return { name, path, text: problem === null ? text : '', variables: problem === null ? variablesIn(text) : [], problem }
  } catch (error) {
    if (error instanceof AppError) return { name: titleOf(path), path, text: '', variables: [], problem: error.message }
    throw error
  }
}

/** The names in `{{ }}`, each once, in the order they come. */
export const variablesIn = (text: string): string[] => [...new Set([...text.matchAll(VARIABLE)].map(([, name = '']) => name))]

const problemOf = (fileText: string, text: string): string | null => {
  if (isFrontmatterOpen(fileText)) return 'Its properties at the top are not closed by a line of three dashes.'
  if (text.trim() === '') return 'It is empty.'
  if (text.length > LONGEST) return `It is ${text.length.toLocaleString('en-US')} characters long, and a prompt may have ${LONGEST.toLocaleString('en-US')}.`
  if (/\ufffd|\0/.test(text)) return 'It is not a text in UTF-8.'
  const rest = text.replace(VARIABLE, '')
  const odd = /\{\{[^\n]{0,30}/.exec(rest)?.[0]
  return odd === undefined ? null : `“${odd}” is not a name between {{ and }}.`
}
