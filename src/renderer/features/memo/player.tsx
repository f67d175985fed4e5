import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useStore } from 'zustand'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Menu } from '../../ui/menu.tsx'
import { clockTime, spokenTime } from '../../words/durations.ts'
import { SPEEDS, type Voice } from './voice.ts'
import { barsToPath, toBars } from './waveform.ts'

const STEP_SECONDS = 5

interface Props {
  readonly voice: Voice
  readonly waveform: readonly number[]
  readonly durationSeconds: number
  readonly place: string
}

/** The waveform as a slider with spoken time: the played part is dark, silence is flat. */
const Waveform = ({ voice, waveform, durationSeconds }: Omit<Props, 'place'>) => {
  const slider = useRef<HTMLDivElement>(null)
  const played = useRef<SVGRectElement>(null)
  const clip = useId()
  const [width, setWidth] = useState(0)
  const path = useMemo(() => barsToPath(toBars(waveform, Math.max(1, Math.floor(width / 4)))), [waveform, width])

  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0))
    if (slider.current) observer.observe(slider.current)
    return () => observer.disconnect()
  }, [])

  useEffect(() => {
    const show = (seconds: number): void => {
      played.current?.setAttribute('width', String(durationSeconds > 0 ? (width * seconds) / durationSeconds : 0))
      const { current } = slider
      // Once a second is enough for ears, and cheap.
      if (!current || current.ariaValueNow === String(Math.floor(seconds))) return
      current.ariaValueNow = String(Math.floor(seconds))
      current.ariaValueText = `${spokenTime(seconds)} of ${spokenTime(durationSeconds)}`
    }
    show(voice.seconds())
    return voice.onMoment(show)
  }, [voice, width, durationSeconds])

  const toPointer = (event: PointerEvent): void => {
    const box = event.currentTarget.getBoundingClientRect()
    voice.seek(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * durationSeconds)
  }
  const onKey = (event: KeyboardEvent): void => {
    const to = {
      ArrowLeft: voice.seconds() - STEP_SECONDS,
      ArrowDown: voice.seconds() - STEP_SECONDS,
      ArrowRight: voice.seconds() + STEP_SECONDS,
      ArrowUp: voice.seconds() + STEP_SECONDS,
      PageDown: voice.seconds() - 60,
      PageUp: voice.seconds() + 60,
      Home: 0,
      End: durationSeconds,
    }[event.key]
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    voice.seek(Math.min(durationSeconds, to))
  }

  return (
    <div
      ref={slider}
      className="wave"
      role="slider"
      tabIndex={0}
      aria-label="Place in the recording"
      aria-valuemin={0}
      aria-valuemax={Math.round(durationSeconds)}
      aria-valuenow={0}
      onKeyDown={onKey}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        toPointer(event)
      }}
      onPointerMove={(event) => event.buttons === 1 && toPointer(event)}
    >
      <svg width={width} height="44" aria-hidden="true">
        <clipPath id={clip}>
          <rect ref={played} x="0" y="0" width="0" height="44" />
        </clipPath>
        <path className="ahead" d={path} />
        <path className="played" d={path} clipPath={`url(#${clip})`} />
      </svg>
    </div>
  )
}

/** Plays the recording: waveform, time and speed. */
export const Player = ({ voice, waveform, durationSeconds, place }: Props) => {
  const { playing, speed, mute } = useStore(voice.store)
  const clock = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const show = (seconds: number): void => {
      if (clock.current) clock.current.textContent = clockTime(seconds)
    }
    show(voice.seconds())
    return voice.onMoment(show)
  }, [voice])

  if (mute) {
    return (
      <div className="player card">
        <p className="t2 grow">The recording cannot be played here: it is gone, or of a kind that this window does not play. What was written down stays on {place}.</p>
      </div>
    )
  }
  return (
    <div className="player card">
      <button type="button" className="play" aria-label={playing ? 'Pause' : 'Play'} onClick={() => voice.toggle()}>
        <Icon name={playing ? 'pause' : 'play'} />
      </button>
      <Waveform voice={voice} waveform={waveform} durationSeconds={durationSeconds} />
      <div className="times num sm" aria-hidden="true">
        <div ref={clock}>00:00</div>
        <div className="t3">{clockTime(durationSeconds)}</div>
      </div>
      <Menu
        align="end"
        trigger={(props) => (
          <Button {...props} small className="num" aria-label={`Speed: ${speed}×`}>
            {speed}×
          </Button>
        )}
        items={SPEEDS.map((each) => ({ key: String(each), label: `${each}×`, current: each === speed, onChoose: () => voice.setSpeed(each) }))}
      />
    </div>
  )
}
