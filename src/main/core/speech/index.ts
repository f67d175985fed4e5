export { createSpeech } from './create-speech.ts'
export type { Levels, LevelMeter, Speech, SpeechWindow, WrittenDown } from './speech.ts'
