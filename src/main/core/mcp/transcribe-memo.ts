import { z } from 'zod'
import { MemoIdSchema } from '../../../contract/memos.ts'
import type { McpDeps } from './deps.ts'
import { memoStateWords } from './memo-words.ts'
import { createTool } from './tool.ts'
import type { Tool } from './tool.ts'

/** Has a memo written down once more, beside what is there; says how it stands and nothing of what is in it. */
export const transcribeMemoTool = (deps: McpDeps): Tool =>
  createTool(
    { name: 'transcribe_memo', title: 'Write a voice memo down', description: 'Has a voice memo written down on this computer, once more where it was already; read_memo gives the words when it is done.', readOnly: false },
    z.strictObject({ id: MemoIdSchema, language: z.string().regex(/^[a-z]{2,3}$/).optional().describe('Spoken in it, such as en') }),
    async ({ input: { id, language } }) => {
      const { state, rowId } = await deps.memoRow(id)
      if (state === 'filed') deps.transcribeAgain(id, { language })
      else if (state === 'failed' || state === 'cancelled' || state === 'skipped') deps.retryMemo(rowId)
      return `It is ${memoStateWords(await deps.memoRow(id))}.`
    },
  )
