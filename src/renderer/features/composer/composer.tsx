import { useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import type { Prompt } from '../../../contract/attachments.ts'
import type { ChatMode } from '../../../contract/chat.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { counted } from '../../words/sizes.ts'
import { AttachmentChip } from './attachment-chip.tsx'
import type { ComposerProps } from './composer-props.ts'
import { DictationRow } from './dictation-row.tsx'
import { fieldKey } from './field-key.ts'
import { currentChoice, modeChoices, sendLook } from './mode-words.ts'
import { NoticeLine, type Notice } from './notice-line.tsx'
import { insertWords, openToken, replaceToken } from './open-token.ts'
import { takePasted } from './pasted.ts'
import { PlusMenu } from './plus-menu.tsx'
import { PromptSheet, PromptsSheet } from './prompt-sheet.tsx'
import { SendButton } from './send-button.tsx'
import { StatusLine } from './status-line.tsx'
import { SuggestionList } from './suggestion-list.tsx'
import { useDesk } from './use-desk.ts'
import { useDictation } from './use-dictation.ts'
import { useSuggestions, type Suggestion } from './use-suggestions.ts'

/** Where a turn is written: its words, what goes with it, and where it goes. */
export const Composer = (props: ComposerProps) => {
  const { composing, api, chatId, head, where, running, lastOwn, editing, onEditing, onStop, onProblem } = props
  const { desk, why, send, leaveEdit, write, ...tray } = useDesk(props)
  const { text } = desk
  const field = useRef<HTMLTextAreaElement>(null)
  const nextCaret = useRef<number | null>(null)
  const [caret, setCaret] = useState(0)
  const [dismissed, setDismissed] = useState<number | null>(null)
  const [active, setActive] = useState(0)
  const [notice, setNotice] = useState<Notice | null>(null)
  const [prompt, setPrompt] = useState<Prompt | null>(null)
  const [prompts, setPrompts] = useState<{ readonly prompts: readonly Prompt[]; readonly folder: string } | null>(null)
  const listId = useId()

  const token = openToken(text, caret)
  const list = useSuggestions(api.attachments, token && token.from !== dismissed ? token : null) ?? []
  const open = list.length > 0 && token !== null && token.from !== dismissed
  const at = Math.min(active, list.length - 1)
  const optionId = (index: number): string => `${listId}-${index}`

  const choices = modeChoices(where.destinations, where.machine)
  const choice = currentChoice(head?.mode ?? desk.mode ?? where.firstMode, choices)
  const look = sendLook(choice, where.localOnly)

  const put = ({ text: next, caret: to }: { readonly text: string; readonly caret: number }): void => {
    nextCaret.current = to
    write(next)
    field.current?.focus()
  }
  // The caret follows once the new words are in the field.
  useLayoutEffect(() => {
    if (nextCaret.current === null) return
    field.current?.setSelectionRange(nextCaret.current, nextCaret.current)
    setCaret(nextCaret.current)
    nextCaret.current = null
  }, [text])
  useEffect(() => field.current?.focus({ preventScroll: true }), [chatId, editing])
  useEffect(() => setNotice(null), [chatId])
  useEffect(() => {
    if (!token) setDismissed(null)
  }, [token])

  const insert = (words: string): void => {
    const { selectionStart = text.length, selectionEnd = text.length } = field.current ?? {}
    put(insertWords(field.current?.value ?? text, selectionStart, selectionEnd, words))
  }
  const dictation = useDictation({ dictate: composing.dictate, problemOf: composing.problemOf, onWords: insert, onProblem: setNotice })
  const listening = dictation.state !== 'off'

  const run = (request: Promise<unknown>): void => {
    request.then(() => {}, (error: unknown) => onProblem(composing.problemOf(error)))
  }
  const onMode = (mode: ChatMode): void => (chatId === null ? tray.setMode(mode) : run(api.chat.setMode({ chatId, mode })))
  const putPrompt = (words: string): void => {
    setPrompt(null)
    setPrompts(null)
    const part = token?.kind === 'prompt' ? token : null
    // A sheet gives the focus back as it goes; the caret is set after that.
    requestAnimationFrame(() => put(part ? replaceToken(text, part, words) : insertWords(text, caret, caret, words)))
  }
  const choosePrompt = (one: Prompt): void => {
    if (one.problem !== null) setNotice({ message: `“${one.name}” cannot be used: ${one.problem}` })
    else if (one.variables.length > 0) setPrompt(one)
    else putPrompt(one.text)
  }
  const choose = (suggestion: Suggestion | undefined): void => {
    if (!suggestion || !token) return
    setActive(0)
    if (suggestion.kind === 'prompt') return choosePrompt(suggestion.prompt)
    tray.mention(suggestion.mention)
    put(replaceToken(text, token, `${suggestion.mention.title} `))
  }
  const trySend = (): void => {
    // An empty field says it by itself.
    if (why !== null) return setNotice(text.trim() === '' && desk.items.length === 0 ? null : { message: why })
    setNotice(null)
    void send()
  }
  const stop = useCallback((): void => {
    onStop()
    field.current?.focus()
  }, [onStop])

  // Esc stops an answer wherever the focus is in the chat; a sheet or a menu keeps it for itself.
  useEffect(() => {
    if (!running) return
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || document.querySelector('dialog[open], :popover-open')) return
      event.preventDefault()
      onStop()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [running, onStop])

  const actions: Readonly<Record<Exclude<ReturnType<typeof fieldKey>, null>, () => void>> = {
    next: () => setActive((at + 1) % list.length),
    previous: () => setActive((at - 1 + list.length) % list.length),
    choose: () => choose(list[at]),
    dismiss: () => setDismissed(token?.from ?? null),
    send: trySend,
    recall: () => onEditing(lastOwn),
    'leave-edit': leaveEdit,
    stop,
    leave: () => field.current?.blur(),
  }

  return (
    <div className="composing">
      {notice && <NoticeLine notice={notice} onClose={() => setNotice(null)} />}
      {editing && (
        <div className="row sm t2 editing-line">
          <span className="grow">You change your message; the version before is kept.</span>
          <Button small look="plain" onClick={leaveEdit}>
            Leave it as it was
          </Button>
        </div>
      )}
      <div
        className="composer"
        onClick={({ target, currentTarget }) => {
          if (target === currentTarget) field.current?.focus()
        }}
      >
        {open && <SuggestionList id={listId} list={list} active={at} optionId={optionId} onActive={setActive} onChoose={choose} />}
        <span className="said" role="status">
          {open && `${counted(list.length, token.kind === 'prompt' ? 'prompt' : 'choice')}. Arrow keys choose.`}
        </span>
        {desk.items.length > 0 && (
          <ul className="tray" aria-label="Goes with this turn">
            {desk.items.map((item) => (
              <AttachmentChip
                key={item.key}
                item={item}
                onRemove={() => {
                  tray.remove(item.key)
                  field.current?.focus()
                }}
              />
            ))}
          </ul>
        )}
        <textarea
          ref={field}
          rows={1}
          aria-label="Your message"
          placeholder={editing ? 'Write it anew' : 'Ask, or drop a file'}
          aria-autocomplete="list"
          aria-controls={open ? listId : undefined}
          aria-activedescendant={open ? optionId(at) : undefined}
          spellCheck
          value={text}
          onChange={({ target }) => {
            setNotice(null)
            setActive(0)
            setCaret(target.selectionStart)
            write(target.value)
          }}
          onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
          onPaste={(event) => {
            const pasted = takePasted(event.clipboardData)
            if (pasted.kind === 'typed') return
            event.preventDefault()
            if (pasted.kind === 'long') tray.addText(pasted.text)
            else if (pasted.kind === 'files') tray.addFiles(pasted.files)
            else setNotice({ message: pasted.words })
          }}
          onKeyDown={(event) => {
            const key = fieldKey(event.nativeEvent, { open, running, editing: editing !== null, canRecall: text === '' && !editing && lastOwn !== null })
            if (key === null) return
            event.preventDefault()
            actions[key]()
          }}
        />
        {dictation.state !== 'off' ? (
          <DictationRow state={dictation.state} place={where.place} level={dictation.level} onEnd={dictation.end} onCancel={dictation.cancel} />
        ) : (
          <div className="row tools-row">
            <PlusMenu
              hard={desk.hard}
              canBeHard={!editing}
              onFiles={(files) => {
                tray.addFiles(files)
                field.current?.focus()
              }}
              onMention={() => {
                const before = text.slice(0, caret)
                const sign = before === '' || /\s$/u.test(before) ? '@' : ' @'
                put({ text: before + sign + text.slice(caret), caret: caret + sign.length })
              }}
              onPrompt={() => {
                api.attachments.prompts({}).then(setPrompts, (error: unknown) => onProblem(composing.problemOf(error)))
              }}
              onHard={tray.setHard}
            />
            <IconButton icon="mic" label="Dictate" onClick={dictation.start} />
            {desk.hard && !editing && (
              <button type="button" className="hard-chip" aria-label="This is hard. Take the mark away" title="Take the mark away" onClick={() => tray.setHard(false)}>
                This is hard ×
              </button>
            )}
            <span className="grow" />
            <SendButton running={running} zone={look.zone} locked={look.locked} to={choice.zone === 'mac' || look.locked ? where.place : choice.label} whyNot={why} editing={editing !== null} onSend={trySend} onStop={stop} />
          </div>
        )}
      </div>
      <StatusLine
        choice={choice}
        choices={choices}
        localOnly={where.localOnly}
        meter={head?.meter ?? null}
        onMode={onMode}
        onMakeRoom={(how) => chatId !== null && run(api.chat.makeRoom({ chatId, how }))}
      />
      {prompts && !prompt && <PromptsSheet {...prompts} onChoose={choosePrompt} onClose={() => setPrompts(null)} />}
      {prompt && <PromptSheet prompt={prompt} onText={putPrompt} onClose={() => setPrompt(null)} />}
      {listening && <EscapeEnds onEscape={dictation.cancel} />}
    </div>
  )
}

/** Esc leaves the dictation before it stops anything else. */
const EscapeEnds = ({ onEscape }: { readonly onEscape: () => void }) => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      onEscape()
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [onEscape])
  return null
}
