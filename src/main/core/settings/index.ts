export { expandHome } from './expand-home.ts'
export { createSettings } from './settings.ts'
export type { SettingsDeps, SettingsFile, SettingsStore, SettingsText } from './settings.ts'
