import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type RefObject } from 'react'
import { Button } from '../../ui/button.tsx'
import { clockTime } from '../../words/durations.ts'
import { paragraphOf, type Paragraph as Para, type Reading } from './paragraphs.ts'
import type { Voice } from './voice.ts'
import { createVoiceMarker } from './voice-marker.ts'

const Paragraph = memo(({ paragraph, index }: { readonly paragraph: Para; readonly index: number }) => (
  <div className="para" data-paragraph={index}>
    <time className="num">{clockTime(paragraph.startSeconds)}</time>
    <p tabIndex={0}>
      {paragraph.words.map((word, place) => {
        const before = paragraph.words[place - 1]
        const space = place === 0 ? '' : word.before
        return [
          space !== '' && word.doubtful && before?.doubtful ? (
            <span key={`s${place}`} className="doubt">
              {space}
            </span>
          ) : (
            space
          ),
          <span key={place} className={word.doubtful ? 'word doubt' : 'word'} data-word={paragraph.firstWord + place}>
            {word.text}
          </span>,
        ]
      })}
    </p>
  </div>
))

const wordOf = (target: EventTarget | null): number | null => {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-word]') : null
  return element ? Number(element.dataset['word']) : null
}

interface Props {
  readonly reading: Reading
  readonly voice: Voice
  readonly scroller: RefObject<HTMLElement | null>
}

/** The words. The spoken one is marked, a click plays from a word, and the view follows until the person scrolls. */
export const Transcript = ({ reading, voice, scroller }: Props) => {
  const root = useRef<HTMLDivElement>(null)
  const marker = useRef<ReturnType<typeof createVoiceMarker> | null>(null)
  const following = useRef(true)
  const [away, setAway] = useState(false)
  const [top, setTop] = useState(0)
  const { paragraphs, starts } = reading

  const virtual = useVirtualizer({
    count: paragraphs.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => 12 + 26 * Math.ceil((paragraphs[index]?.words.length ?? 0) / 12),
    overscan: 2,
    scrollMargin: top,
  })

  // What stands above the words grows and shrinks: a summary arrives, the window gets narrower.
  useLayoutEffect(() => {
    const box = scroller.current
    const content = box?.firstElementChild
    if (!box || !content) return
    const measure = (): void => {
      if (root.current) setTop(Math.round(root.current.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop))
    }
    const observer = new ResizeObserver(measure)
    observer.observe(content)
    measure()
    return () => observer.disconnect()
  }, [scroller])

  const follow = useCallback((): void => {
    const word = marker.current?.word() ?? -1
    const box = scroller.current
    if (word < 0 || !box) return
    const at = marker.current?.marked()?.getBoundingClientRect()
    if (!at) {
      virtual.scrollToIndex(paragraphOf(paragraphs, word), { align: 'center' })
      return
    }
    const { top: from, height } = box.getBoundingClientRect()
    const inside = at.top > from + height * 0.2 && at.bottom < from + height * 0.8
    if (!inside) box.scrollTop += at.top - from - height * 0.4
  }, [paragraphs, scroller, virtual])

  useEffect(() => {
    if (!root.current) return
    const mine = createVoiceMarker(root.current, reading)
    marker.current = mine
    mine.moment(voice.seconds())
    return voice.onMoment((seconds) => {
      if (mine.moment(seconds) && following.current && voice.store.getState().playing) follow()
    })
  }, [reading, voice, follow])

  const items = virtual.getVirtualItems()
  useLayoutEffect(() => marker.current?.paint())

  useEffect(() => {
    const box = scroller.current
    const letGo = (): void => {
      if (!voice.store.getState().playing) return
      following.current = false
      setAway(true)
    }
    box?.addEventListener('wheel', letGo, { passive: true })
    box?.addEventListener('touchmove', letGo, { passive: true })
    return () => {
      box?.removeEventListener('wheel', letGo)
      box?.removeEventListener('touchmove', letGo)
    }
  }, [scroller, voice])

  const back = (): void => {
    following.current = true
    setAway(false)
    follow()
  }
  const playFrom = (word: number): void => {
    following.current = true
    setAway(false)
    voice.seek(starts[word] ?? 0, true)
  }
  const onClick = (event: MouseEvent): void => {
    const word = wordOf(event.target)
    // Words that are being selected, to copy them, are not to be played.
    if (word !== null && (getSelection()?.isCollapsed ?? true)) playFrom(word)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const paragraph = (event.target as Element).closest('.para')
    const here = wordOf(event.target)
    if (event.key === 'Enter' && here !== null) {
      event.preventDefault()
      playFrom(here)
    }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined || !paragraph || event.shiftKey || event.altKey || event.metaKey || event.ctrlKey) return
    event.preventDefault()
    event.stopPropagation()
    const words = [...paragraph.querySelectorAll<HTMLElement>('[data-word]')]
    const at = words.findIndex((word) => Number(word.dataset['word']) === here)
    const next = at < 0 ? words[step > 0 ? 0 : words.length - 1] : words[at + step]
    if (!next) return
    next.tabIndex = -1
    next.focus()
  }

  return (
    <div ref={root} className="transcript" style={{ height: virtual.getTotalSize() }} onClick={onClick} onKeyDown={onKeyDown}>
      {items.map(({ index, key, start }) => {
        const paragraph = paragraphs[index]
        return (
          paragraph && (
            <div key={key} ref={virtual.measureElement} data-index={index} className="place" style={{ transform: `translateY(${start - top}px)` }}>
              <Paragraph paragraph={paragraph} index={index} />
            </div>
          )
        )
      })}
      {away && (
        <div className="back-to-voice">
          <Button onClick={back}>Back to the voice</Button>
        </div>
      )}
    </div>
  )
}
