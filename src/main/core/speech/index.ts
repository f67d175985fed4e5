export type { Levels, LevelMeter, Speech, SpeechWindow, WrittenDown } from './speech.ts'
