import { describe, expect, it } from 'vitest'
import type { ShownMessage } from '../../src/contract/chat.ts'
import { applyEvent, type ChatWindow } from '../../src/renderer/features/chat/chat-events.ts'
import { message, messageId } from './fake-chat-data.ts'

const shown = (n: number, role: 'you' | 'answer', text: string): ShownMessage => ({ ...message(n, role, text), version: { index: 0, of: 1, ids: [messageId(n)] } })
const window = (changes: Partial<ChatWindow> = {}): ChatWindow => ({ head: null, messages: [shown(1, 'you', 'Ask'), { ...shown(2, 'answer', 'Hel'), state: 'writing' }], hasBefore: false, hasAfter: false, tool: null, ...changes })
const textsOf = (applied: ReturnType<typeof applyEvent>): readonly string[] => (typeof applied === 'string' ? [applied] : applied.messages.map(({ text }) => text))

describe('events of a chat', () => {
  it('takes a piece in once, however often and from wherever it comes', () => {
    const delta = { type: 'delta', messageId: messageId(2), at: 3, text: 'lo' } as const
    const once = applyEvent(window(), delta)
    expect(textsOf(once)).toEqual(['Ask', 'Hello'])
    expect(typeof once === 'string' ? once : textsOf(applyEvent(once, delta))).toEqual(['Ask', 'Hello'])
    expect(textsOf(applyEvent(window(), { ...delta, at: 1, text: 'ello' }))).toEqual(['Ask', 'Hello'])
  })

  it('asks to be read anew where a piece is missing', () => {
    expect(applyEvent(window(), { type: 'delta', messageId: messageId(2), at: 9, text: 'later' })).toBe('reload')
  })

  it('puts another version in the place of what followed', () => {
    const after = applyEvent(window(), { type: 'after', messageId: messageId(1) })
    expect(textsOf(after)).toEqual(['Ask'])
    expect(typeof after === 'string' ? after : textsOf(applyEvent(after, { type: 'message', message: { ...shown(3, 'answer', 'Other'), parentId: messageId(1) } }))).toEqual(['Ask', 'Other'])
    expect(applyEvent(window(), { type: 'after', messageId: messageId(77) })).toBe('reload')
  })

  it('does not put the newest behind an older page', () => {
    expect(textsOf(applyEvent(window({ hasAfter: true }), { type: 'message', message: shown(3, 'you', 'New') }))).toEqual(['Ask', 'Hel'])
  })
})
