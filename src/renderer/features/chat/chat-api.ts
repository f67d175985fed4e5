import type { Api } from '../../client.ts'

/** The client makes each procedure anew whenever it is named; taken once, effects that depend on one do not run again and again. */
const hold = <From extends object, Name extends keyof From>(from: From, names: readonly Name[]): Pick<From, Name> => {
  const held: Partial<Pick<From, Name>> = {}
  for (const name of names) held[name] = from[name]
  return held as Pick<From, Name>
}

/** What this feature asks of the host. */
export const createChatApi = ({ chat, attachments, ledger }: Pick<Api, 'chat' | 'attachments' | 'ledger'>) => ({
  chat: hold(chat, [
    'send', 'stop', 'regenerate', 'edit', 'continue', 'showVersion', 'makeRoom', 'open', 'follow', 'list', 'listChanges', 'search', 'rename', 'pin',
    'setMode', 'delete', 'undelete', 'export', 'setDraft', 'draft', 'raw', 'openFile',
  ]),
  attachments: hold(attachments, ['add', 'addText', 'mention', 'mentions', 'follow', 'remove', 'text', 'prompts']),
  ledger: hold(ledger, ['payload']),
})

export type ChatApi = ReturnType<typeof createChatApi>
