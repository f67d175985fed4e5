import { join } from 'node:path'
import type { Settings } from '../../../contract/settings.ts'

/** The settings with `~` in folders and model paths written out. */
export const expandHome = (settings: Settings, homeFolder: string): Settings => {
  const expand = (path: string): string => (path === '~' ? homeFolder : path.startsWith('~/') ? join(homeFolder, path.slice(2)) : path)
  const { speech, language, vad, embedding } = settings.models
  return {
    ...settings,
    memos: { ...settings.memos, watch: settings.memos.watch.map(expand) },
    models: { ...settings.models, speech: expand(speech), language: expand(language), vad: expand(vad), embedding: expand(embedding) },
  }
}
