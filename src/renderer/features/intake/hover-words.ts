import { counted } from '../../words/sizes.ts'
import { cannotBeRecording } from './dropped-files.ts'

/** What hangs over the page, in words: `3 recordings. They stay on this Mac.` */
export const hoverWords = (types: readonly string[], place: string): string => {
  const others = types.filter(cannotBeRecording).length
  const known = types.filter((type) => /^(audio|video)\//.test(type)).length
  const fitting = types.length - others
  const noun = known === fitting ? 'recording' : 'file'
  const stay = fitting === 1 ? `It stays on ${place}.` : `They stay on ${place}.`
  if (types.length === 0) return `What you drop stays on ${place}.`
  if (fitting === 0) return others === 1 ? 'This is not a recording.' : 'None of these is a recording.'
  if (others === 0) return `${counted(fitting, noun)}. ${stay}`
  return `${counted(fitting, noun)}, and ${counted(others, 'file')} that cannot be one. ${stay}`
}
