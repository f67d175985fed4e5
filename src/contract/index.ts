import { memosContract } from './memos.ts'
import { modelsContract } from './models.ts'
import { settingsContract } from './settings.ts'
import { systemContract } from './system.ts'
import { transcribeContract } from './transcribe.ts'

/** All that may be asked of the host, over a port or a socket alike. */
export const contract = {
  memos: memosContract,
  models: modelsContract,
  settings: settingsContract,
  system: systemContract,
  transcribe: transcribeContract,
}
