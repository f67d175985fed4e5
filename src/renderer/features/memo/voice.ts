import { createStore, type StoreApi } from 'zustand/vanilla'

export const SPEEDS = [1, 1.25, 1.5, 1.75, 2] as const

export interface VoiceState {
  readonly playing: boolean
  readonly speed: number
  /** The browser cannot play this kind of recording, or the file is gone. */
  readonly mute: boolean
}

/** The recording as it plays. Its moments come through `onMoment` and never through React: sixty a second are too many. */
export interface Voice {
  readonly store: StoreApi<VoiceState>
  seconds(): number
  play(): void
  pause(): void
  toggle(): void
  /** Goes to a moment; `play` also starts. */
  seek(seconds: number, play?: boolean): void
  /** Plays from one moment to another and stops there: to hear a doubtful span again. */
  hear(startSeconds: number, endSeconds: number): void
  setSpeed(speed: number): void
  onMoment(listener: (seconds: number) => void): () => void
  close(): void
}

/** Plays the audio at `url`; null where the recording is gone. */
export const createVoice = (url: string | null): Voice => {
  const store = createStore<VoiceState>(() => ({ playing: false, speed: 1, mute: url === null }))
  const audio = new Audio()
  const listeners = new Set<(seconds: number) => void>()
  let frame = 0
  let stopAtSeconds = Infinity
  audio.preload = 'metadata'

  const tell = (): void => {
    for (const listener of listeners) listener(audio.currentTime)
  }
  const tick = (): void => {
    if (audio.currentTime >= stopAtSeconds) audio.pause()
    tell()
    if (!audio.paused) frame = requestAnimationFrame(tick)
  }
  audio.addEventListener('play', () => {
    store.setState({ playing: true })
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(tick)
  })
  audio.addEventListener('pause', () => store.setState({ playing: false }))
  audio.addEventListener('seeked', tell)
  // A page in the background gets no frames; these few come all the same.
  audio.addEventListener('timeupdate', tell)
  audio.addEventListener('error', () => store.setState({ mute: true, playing: false }))
  if (url !== null) audio.src = url

  const play = (): void => {
    // Refused when the file cannot be played, which the error event has told already.
    audio.play().catch(() => {})
  }
  const seek = (seconds: number, start = false): void => {
    stopAtSeconds = Infinity
    audio.currentTime = Math.max(0, seconds)
    if (start) play()
  }

  return {
    store,
    seconds: () => audio.currentTime,
    play,
    pause: () => audio.pause(),
    toggle() {
      stopAtSeconds = Infinity
      if (audio.paused) play()
      else audio.pause()
    },
    seek,
    hear(startSeconds, endSeconds) {
      seek(startSeconds, true)
      stopAtSeconds = endSeconds
    },
    setSpeed(speed) {
      audio.playbackRate = speed
      store.setState({ speed })
    },
    onMoment(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close() {
      cancelAnimationFrame(frame)
      listeners.clear()
      audio.pause()
      audio.removeAttribute('src')
      audio.load()
    },
  }
}
