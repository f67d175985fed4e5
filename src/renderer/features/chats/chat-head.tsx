import { useCallback, useState } from 'react'
import { useStore } from 'zustand'
import type { ChatHead as Head, ChatId } from '../../../contract/chat.ts'
import type { ShownProblem } from '../../client.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import type { Place } from '../../ui/frame.tsx'
import { Menu } from '../../ui/menu.tsx'
import { isMac, shortcut } from '../../words/keys.ts'
import type { ChatDeeds } from './chat-deeds.ts'
import { ChatsSheet } from './chats-sheet.tsx'
import { RenameSheet } from './rename-sheet.tsx'
import { useChatKeys } from './use-chat-keys.ts'
import type { FindApi } from './use-found.ts'

interface Props {
  readonly deeds: ChatDeeds
  readonly api: FindApi
  readonly chatId: ChatId | null
  readonly head: Head | null
  readonly places: readonly Place[]
  readonly onProblem: (problem: ShownProblem | null) => void
}

const COPY_KEY = isMac ? '⌘⇧C' : 'Ctrl Shift C'

/** Above the thread: the title with all chats behind it, a new one, the pin, and what can be done to this one. */
export const ChatHead = ({ deeds, api, chatId, head, places, onProblem }: Props) => {
  const [sheet, setSheet] = useState<'jump' | 'find' | 'rename' | null>(null)
  const { deleted, said } = useStore(deeds.store)
  const title = head?.title ?? (chatId === null ? 'New chat' : 'Chat')
  const close = useCallback(() => setSheet(null), [])
  const fail = useCallback((error: unknown) => onProblem(deeds.problemOf(error)), [deeds, onProblem])
  const run = (request: Promise<unknown>): void => void request.then(() => onProblem(null), fail)
  const toNew = (): void => location.assign('#/chat')
  const copy = (): void => {
    if (chatId !== null) run(deeds.copyNewest(chatId))
  }
  useChatKeys({ onJump: () => setSheet('jump'), onFind: () => setSheet('find'), onNew: toNew, onCopy: copy })

  const ofThis =
    chatId === null
      ? []
      : [
          { key: 'copy', label: <Keyed words="Copy the newest answer" keys={COPY_KEY} />, onChoose: copy },
          { key: 'rename', label: 'Rename…', onChoose: () => setSheet('rename') },
          { key: 'pin', label: head?.pinned ? 'Unpin' : 'Pin', onChoose: () => run(deeds.pin(chatId, !head?.pinned)) },
          { key: 'markdown', label: 'Export as Markdown', onChoose: () => run(deeds.export(chatId, 'markdown')) },
          { key: 'json', label: 'Export as JSON', onChoose: () => run(deeds.export(chatId, 'json')) },
          { key: 'text', label: 'Export as text', onChoose: () => run(deeds.export(chatId, 'text')) },
          { key: 'file', label: 'Open the chat’s file', onChoose: () => run(deeds.openFile(chatId)) },
          { key: 'delete', label: 'Delete the chat', onChoose: () => run(deeds.delete({ chatId, title })) },
        ]

  return (
    <>
      <header className="tools chat-tools">
        <h1 className="head chat-title">
          <Button look="quiet" iconAfter="down" aria-haspopup="dialog" title={`All chats (${shortcut('K')})`} onClick={() => setSheet('jump')}>
            <span className="head clip">{title}</span>
          </Button>
        </h1>
        <span className="grow" />
        <span className="said" role="status">
          {said}
        </span>
        <IconButton icon="find" label={`Find in the chats (${shortcut('F')})`} onClick={() => setSheet('find')} />
        <IconButton icon="new" label={`New chat (${shortcut('N')})`} onClick={toNew} />
        {chatId !== null && <IconButton icon="pin" label={head?.pinned ? 'Unpin the chat' : 'Pin the chat'} aria-pressed={head?.pinned ?? false} onClick={() => run(deeds.pin(chatId, !head?.pinned))} />}
        <Menu
          align="end"
          trigger={(props) => <IconButton {...props} icon="dots" label="More" />}
          items={[
            { key: 'new', label: <Keyed words="New chat" keys={shortcut('N')} />, onChoose: toNew },
            { key: 'jump', label: <Keyed words="All chats…" keys={shortcut('K')} />, onChoose: () => setSheet('jump') },
            { key: 'find', label: <Keyed words="Find in the chats…" keys={shortcut('F')} />, onChoose: () => setSheet('find') },
            ...ofThis,
          ]}
        />
      </header>
      {deleted && (
        <div className="row sm undo deleted-line" role="status">
          <span className="grow t2 break">Deleted: {deleted.title}. Its file is in the vault’s trash.</span>
          <Button small look="plain" icon="undo" onClick={() => run(deeds.bringBack(deleted))}>
            Undo
          </Button>
          <IconButton icon="x" label="Close this" onClick={deeds.forget} />
        </div>
      )}
      {(sheet === 'jump' || sheet === 'find') && <ChatsSheet aim={sheet} api={api} chatId={chatId} places={sheet === 'jump' ? places : []} onProblem={fail} onClose={close} />}
      {sheet === 'rename' && chatId !== null && <RenameSheet title={title} onTitle={(next) => run(deeds.rename(chatId, next))} onClose={close} />}
    </>
  )
}

const Keyed = ({ words, keys }: { readonly words: string; readonly keys: string }) => (
  <>
    <span className="grow">{words}</span>
    <span className="sm t3">{keys}</span>
  </>
)
