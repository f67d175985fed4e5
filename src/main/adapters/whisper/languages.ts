import { AppError } from '../../../contract/errors.ts'

// As whisper.cpp knows them; asked for any other, it fails without an end.
const LANGUAGES = new Set(
  (
    'en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy sk te fa lv ' +
    'bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt ' +
    'sa lb my bo tl mg as tt haw ln ha ba jw su yue'
  ).split(' '),
)

/** Throws AppError UNSUPPORTED unless the language is `auto` or one that Whisper knows. */
export const checkLanguage = (language: string): void => {
  if (language === 'auto' || LANGUAGES.has(language)) return
  throw new AppError('UNSUPPORTED', `No speech model here knows the language “${language}”.`, {
    next: 'Choose a language by its two letters, such as en or de, or auto.',
  })
}
