import { SPEECH_RATE_HZ, toMono, toWav } from './wav.ts'

export interface Recording {
  /** 0 … 1, of the last moment. */
  level(): number
  /** Ends it; the speech as a WAV file. */
  end(): Promise<Blob>
  cancel(): void
}

/** Listens to the microphone. Rejects where there is none or the person has not allowed it. Nothing leaves the page but what `end` gives. */
export const startRecording = async (): Promise<Recording> => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } })
  const close = (): void => {
    for (const track of stream.getTracks()) track.stop()
    void context.close()
  }
  const context = new AudioContext()
  const meter = context.createAnalyser()
  meter.fftSize = 1024
  context.createMediaStreamSource(stream).connect(meter)
  const moment = new Float32Array(meter.fftSize)
  const recorder = new MediaRecorder(stream)
  const parts: Blob[] = []
  recorder.ondataavailable = ({ data }) => parts.push(data)
  recorder.start()

  return {
    level: () => {
      meter.getFloatTimeDomainData(moment)
      // Quiet speech is about 0.05 of full scale: the root lifts it to where it can be seen.
      return Math.min(1, Math.sqrt(Math.sqrt(moment.reduce((sum, sample) => sum + sample * sample, 0) / moment.length)) * 1.4)
    },
    end: async () => {
      const stopped = new Promise<void>((resolve) => (recorder.onstop = () => resolve()))
      if (recorder.state !== 'inactive') recorder.stop()
      await stopped
      close()
      return asSpeech(new Blob(parts, { type: recorder.mimeType }))
    },
    cancel: () => {
      recorder.ondataavailable = null
      if (recorder.state !== 'inactive') recorder.stop()
      close()
    },
  }
}

/** A browser records what suits it; decoding it here spares the host every one of those formats. */
const asSpeech = async (recorded: Blob): Promise<Blob> => {
  const decoder = new OfflineAudioContext(1, 1, SPEECH_RATE_HZ)
  const sound = await decoder.decodeAudioData(await recorded.arrayBuffer())
  return toWav(toMono(Array.from({ length: sound.numberOfChannels }, (_, channel) => sound.getChannelData(channel))), sound.sampleRate)
}
