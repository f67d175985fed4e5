export { createSettingsFile } from './settings-file.ts'
export { SETTINGS_TEMPLATE } from './template.ts'
