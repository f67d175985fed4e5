import { answersContract } from './answers.ts'
import { attachmentsContract } from './attachments.ts'
import { chatContract } from './chat.ts'
import { credentialsContract } from './credentials.ts'
import { ledgerContract } from './ledger.ts'
import { localApiContract } from './local-api.ts'
import { mcpContract } from './mcp.ts'
import { memosContract } from './memos.ts'
import { modelsContract } from './models.ts'
import { privacyContract } from './privacy.ts'
import { settingsContract } from './settings.ts'
import { systemContract } from './system.ts'
import { transcribeContract } from './transcribe.ts'

/** All that may be asked of the host, over a port or a socket alike. */
export const contract = {
  answers: answersContract,
  attachments: attachmentsContract,
  chat: chatContract,
  credentials: credentialsContract,
  ledger: ledgerContract,
  localApi: localApiContract,
  mcp: mcpContract,
  memos: memosContract,
  models: modelsContract,
  privacy: privacyContract,
  settings: settingsContract,
  system: systemContract,
  transcribe: transcribeContract,
}
