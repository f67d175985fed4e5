import { useCallback, useEffect } from 'react'
import { useStore } from 'zustand'
import type { Mention } from '../../../contract/attachments.ts'
import type { ChatMode } from '../../../contract/chat.ts'
import type { ComposerProps } from './composer-props.ts'
import { deskIdOf } from './desks.ts'
import { whyNot } from './why-not.ts'

type Used = Pick<ComposerProps, 'composing' | 'chatId' | 'head' | 'editing' | 'running' | 'disabled' | 'onSend' | 'onEdit' | 'onEditing'>

const sameIds = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((id, index) => id === b[index])

/** What lies on the desk that is shown, and how it is sent. */
export const useDesk = ({ composing, chatId, head, editing, running, disabled, onSend, onEdit, onEditing }: Used) => {
  const { desks, tray, readDraft, setShown } = composing
  const id = deskIdOf(chatId, editing?.messageId ?? null)
  const desk = useStore(desks.store, () => desks.of(id))
  const why = whyNot({ text: desk.text, items: desk.items, running, connected: !disabled })

  useEffect(() => setShown(id), [id, setShown])
  useEffect(() => {
    if (chatId !== null) {
      if (head) desks.begin(chatId, head.draft)
      return
    }
    if (desks.of('new').known) return
    // Without the draft the field is empty, and the page says by itself that the host does not answer.
    readDraft({}).then(({ text }) => desks.begin('new', text), () => {})
  }, [desks, readDraft, chatId, head])
  useEffect(() => {
    if (editing) desks.edit(id, editing.text, editing.attachments)
  }, [desks, id, editing])
  // Looking into another chat may be the last thing before the window closes.
  useEffect(() => () => composing.drafts.flushAll(), [composing, id])

  const leaveEdit = useCallback((): void => {
    desks.clear(id)
    onEditing(null)
  }, [desks, id, onEditing])

  const send = async (): Promise<void> => {
    const { text, items, hard, mode } = desk
    const attachmentIds = items.map(({ attachmentId }) => attachmentId)
    if (editing) {
      const same = sameIds(attachmentIds, editing.attachments.map(({ attachmentId }) => attachmentId))
      if (await onEdit(editing.messageId, { text, ...(!same && { attachmentIds }) })) leaveEdit()
      return
    }
    const taken = desks.take(id)
    const sent = await onSend({ text, attachmentIds, hard, ...(mode !== null && { mode }) })
    if (!sent) desks.giveBack(id, taken)
  }

  return {
    desk,
    why,
    send,
    leaveEdit,
    write: (text: string): void => desks.write(id, text),
    setHard: (hard: boolean): void => desks.setHard(id, hard),
    setMode: (mode: ChatMode): void => desks.setMode(id, mode),
    addFiles: (files: readonly File[]): void => tray.addFiles(id, files),
    addText: (text: string): void => tray.addText(id, text),
    mention: (mention: Mention): void => tray.mention(id, mention),
    remove: (key: string): void => tray.remove(id, key),
  }
}
