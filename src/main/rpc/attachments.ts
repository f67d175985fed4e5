import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { Attachments } from '../core/attach/index.ts'
import { NEVER_ABORTS } from './never-aborts.ts'

/** What goes with a turn, and the prompts a person keeps. */
export const attachmentsRouter = (attachments: Attachments) => {
  const procedures = implement(contract.attachments)
  return procedures.router({
    add: procedures.add.handler(async ({ input, signal = NEVER_ABORTS }) => ({ attachments: [...(await attachments.add(input.paths, signal))] })),
    addText: procedures.addText.handler(({ input }) => attachments.addText(input.title, input.text)),
    mention: procedures.mention.handler(({ input }) => attachments.mention(input.path, input.memoId)),
    mentions: procedures.mentions.handler(async ({ input }) => ({ mentions: [...(await attachments.mentions(input.text, input.limit))] })),
    follow: procedures.follow.handler(({ input, signal = NEVER_ABORTS }) => attachments.follow(input.attachmentIds, signal)),
    remove: procedures.remove.handler(async ({ input }) => {
      await attachments.remove(input.attachmentId)
      return {}
    }),
    text: procedures.text.handler(async ({ input }) => ({ text: await attachments.text(input.attachmentId) })),
    prompts: procedures.prompts.handler(async () => {
      const { prompts, folder } = await attachments.prompts()
      return { prompts: [...prompts], folder }
    }),
  })
}
