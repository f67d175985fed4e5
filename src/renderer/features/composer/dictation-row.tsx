import { useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { clockTime } from '../../words/durations.ts'
import type { DictationState } from './use-dictation.ts'

const BARS = [0.45, 0.8, 1, 0.7, 0.4]
const SECOND_MS = 1000

/** While it listens: the level, the seconds, and where it is written down. */
export const DictationRow = ({ state, place, level, onEnd, onCancel }: { readonly state: Exclude<DictationState, 'off'>; readonly place: string; readonly level: () => number; readonly onEnd: () => void; readonly onCancel: () => void }) => {
  const bars = useRef<HTMLSpanElement>(null)
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    if (state !== 'listening') return
    // The one thing that moves by itself: it shows that the person is heard.
    let frame = requestAnimationFrame(function draw() {
      bars.current?.style.setProperty('--level', level().toFixed(2))
      frame = requestAnimationFrame(draw)
    })
    const timer = setInterval(() => setSeconds((before) => before + 1), SECOND_MS)
    return () => {
      cancelAnimationFrame(frame)
      clearInterval(timer)
    }
  }, [state, level])

  return (
    <div className="row dictation">
      {state === 'listening' && (
        <span ref={bars} className="level" aria-hidden="true">
          {BARS.map((share, index) => (
            <i key={index} style={{ '--share': share } as Record<string, number>} />
          ))}
        </span>
      )}
      <span className="num t2" aria-hidden="true">
        {state === 'listening' && clockTime(seconds)}
      </span>
      <span className="grow sm t2" role="status">
        {state === 'writing' ? `Writing it down on ${place}` : state === 'starting' ? 'Waiting for the microphone' : `Listening on ${place}`}
      </span>
      <Button small look="plain" className="quiet" onClick={onCancel}>
        Cancel
      </Button>
      {state === 'listening' && (
        <Button small onClick={onEnd} autoFocus>
          Done
        </Button>
      )}
    </div>
  )
}
