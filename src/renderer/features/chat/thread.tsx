import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { ShownMessage } from '../../../contract/chat.ts'
import { Button } from '../../ui/button.tsx'
import { OutsideSheet } from '../../ui/outside-sheet.tsx'
import { Answer } from './answer.tsx'
import { Mark } from './mark.tsx'
import { OutsideContext } from './markdown/contexts.ts'
import type { MessageProps } from './message-props.ts'
import { OwnTurn } from './own-turn.tsx'
import { SpokenAnswer } from './spoken-answer.tsx'

interface Props extends Omit<MessageProps, 'message'> {
  /** Rises when the person sent something: the thread then goes to its end. */
  readonly sentCount: number
}

const AT_END_PIXELS = 32
const NEAR_PIXELS = 900

// Measured heights take over once a message was on screen; these only have to be near.
const estimate = (message: ShownMessage | undefined): number => {
  if (!message) return 80
  const lines = message.text.length / 60 + message.text.split('\n', 60).length
  return (message.role === 'you' ? 24 : 44) + lines * 20
}

const Message = memo((props: MessageProps) => (props.message.role === 'you' ? <OwnTurn {...props} /> : props.message.role === 'mark' ? <Mark {...props} /> : <Answer {...props} />))

/** What was said, thousands of turns if need be. It stays at its end only while the person is there. */
export const Thread = ({ sentCount, ...rest }: Props) => {
  const { chat } = rest
  const messages = useStore(chat.store, (view) => view.messages)
  const hasAfter = useStore(chat.store, (view) => view.hasAfter)
  const sought = useStore(chat.store, (view) => view.sought)
  const scroller = useRef<HTMLDivElement>(null)
  const [atEnd, setAtEnd] = useState(true)
  const [outside, setOutside] = useState<string | null>(null)
  const placed = useRef(false)
  const open = useCallback((address: string) => setOutside(address), [])

  const virtual = useVirtualizer({
    count: messages.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => messages[index]?.messageId ?? index,
    estimateSize: (index) => estimate(messages[index]),
    overscan: 4,
    paddingStart: 8,
    paddingEnd: 16,
    gap: 14,
    anchorTo: 'end',
    followOnAppend: !hasAfter,
    scrollEndThreshold: AT_END_PIXELS,
  })

  useLayoutEffect(() => {
    if (placed.current || messages.length === 0) return
    placed.current = true
    const at = sought === null ? -1 : messages.findIndex(({ messageId }) => messageId === sought)
    if (at >= 0) virtual.scrollToIndex(at, { align: 'center' })
    else virtual.scrollToEnd()
  }, [messages, sought, virtual])
  useEffect(() => {
    if (sentCount > 0) virtual.scrollToEnd()
  }, [sentCount, virtual])

  const onScroll = (): void => {
    const { current } = scroller
    if (!current || !placed.current) return
    const fromEnd = current.scrollHeight - current.clientHeight - current.scrollTop
    setAtEnd(fromEnd <= AT_END_PIXELS)
    if (current.scrollTop < NEAR_PIXELS) void chat.loadBefore()
    if (fromEnd < NEAR_PIXELS && hasAfter) void chat.loadAfter()
  }
  const toNewest = async (): Promise<void> => {
    await chat.showNewest()
    requestAnimationFrame(() => virtual.scrollToEnd())
  }

  return (
    <OutsideContext value={open}>
      <div className="thread-frame">
        <div ref={scroller} className="scroll thread" tabIndex={0} role="region" aria-label="Conversation" onScroll={onScroll}>
          <div role="list" className="all" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ key, index, start }) => {
              const message = messages[index]
              return (
                message && (
                  <div
                    key={key}
                    ref={virtual.measureElement}
                    data-index={index}
                    data-message={message.messageId}
                    className={`place ${message.messageId === sought ? 'sought' : ''}`}
                    role="listitem"
                    style={{ transform: `translateY(${start}px)` }}
                  >
                    <Message {...rest} message={message} />
                  </div>
                )
              )
            })}
          </div>
        </div>
        {(!atEnd || hasAfter) && (
          <Button className="to-newest" small icon="down" onClick={() => void toNewest()}>
            To the newest
          </Button>
        )}
        <SpokenAnswer store={chat.store} />
        {outside !== null && <OutsideSheet address={outside} onClose={() => setOutside(null)} />}
      </div>
    </OutsideContext>
  )
}
