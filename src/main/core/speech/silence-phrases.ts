import { comparableWords } from './loops.ts'

// What Whisper models say to silence and noise: ends of videos and credits of subtitles, from their training.
const PHRASES = [
  'you',
  'bye',
  'thank you',
  'thank you very much',
  'thanks for watching',
  'thank you for watching',
  'thank you so much for watching',
  'please subscribe',
  'like and subscribe',
  'see you next time',
  'see you in the next video',
  'subtitles by the amara org community',
  'untertitel der amara org community',
  'untertitelung des zdf 2020',
  'untertitel im auftrag des zdf für funk 2017',
  'vielen dank',
  'vielen dank fürs zuschauen',
  "sous titres réalisés para la communauté d'amara org",
  "sous titres réalisés par la communauté d'amara org",
  "merci d'avoir regardé cette vidéo",
  'subtítulos realizados por la comunidad de amara org',
  'gracias por ver el video',
  'sottotitoli creati dalla comunità amara org',
  'продолжение следует',
  'ご視聴ありがとうございました',
  '字幕由 amara org 社区提供',
  '请不吝点赞 订阅 转发 打赏支持明镜与点点栏目',
]
const KNOWN = new Set(PHRASES.map((phrase) => comparableWords(phrase).join(' ')))

/** True for a whole text that Whisper models are known to make up where nobody speaks. */
export const isSilencePhrase = (text: string): boolean => KNOWN.has(comparableWords(text).join(' '))
