export { loadSpeechModel } from './load-speech-model.ts'
export { createWhisperTranscriber } from './transcriber.ts'
export { createVadDetector } from './vad-detector.ts'
