import { AppError } from '../../../contract/errors.ts'

/** Why a file could not be had, in a person's words. */
export const notAReference = (): AppError =>
  new AppError('BAD_REQUEST', 'This is neither a model of the catalogue, nor a repository, nor an address.', { next: 'Write it as hf:owner/repository/file.gguf, or give an https address.' })

export const manyFiles = (names: readonly string[]): AppError =>
  new AppError('BAD_REQUEST', `This repository holds ${names.length} models.`, { next: `Say which one, for example ${names[0] ?? ''}.` })

export const noModelThere = (): AppError => new AppError('NOT_FOUND', 'There is no model in this repository.', { next: 'Look for one with files that end in .gguf.' })

export const notThere = (host: string): AppError => new AppError('NOT_FOUND', `${host} has no such file.`, { next: 'Check the name, or look for another place that has it.' })

export const wantsToken = (host: string, credential: string): AppError =>
  new AppError('NO_KEY', `${host} gives this model only to who has agreed to its licence there, and asks for a token.`, { next: `Agree to it on the page of the model, then add the token as the key “${credential}”.` })

export const tokenRefused = (host: string, credential: string): AppError =>
  new AppError('BAD_KEY', `${host} does not give this model for the token that is kept as “${credential}”.`, { next: 'Agree to the licence on the page of the model, and see that the token may read it.' })

export const forbidden = (host: string): AppError => new AppError('UPSTREAM', `${host} does not give this file out.`, { next: 'Look for another place that has it.' })

export const troubled = (host: string, status: number): AppError => new AppError('UPSTREAM', `${host} cannot give the file out now (it answered ${status}).`, { next: 'Try again later.' })

export const stalled = (host: string): AppError => new AppError('UPSTREAM', `${host} stopped sending. What came is kept.`, { next: 'Try again later.' })

export const cut = (host: string): AppError => new AppError('UPSTREAM', `${host} ended the file before it was whole. What came is kept.`, { next: 'Try again later.' })

export const badRedirect = (host: string, sentence: string): AppError => new AppError('NOT_PERMITTED', `${host} leads elsewhere: ${sentence}`, { next: 'Look for another place that has it.' })

export const wrongLength = (host: string): AppError =>
  new AppError('WRONG_FILE', `${host} sends another length than it says, so its file was not taken.`, { next: 'Look for another place that has it.' })

export const keepsChanging = (host: string): AppError =>
  new AppError('WRONG_FILE', `The file at ${host} changed while it came, and again after that, so it was not taken.`, { next: 'Try again later.' })

export const changedOnce = (host: string): AppError => new AppError('WRONG_FILE', `The file at ${host} changed while it came, so it is fetched again from its start.`)

export const wrongSum = (): AppError =>
  new AppError('WRONG_FILE', 'What came is not the file that was to come: its checksum differs. It was thrown away.', { next: 'Try again, or look for another place that has it.' })

export const notTheCatalogues = (): AppError =>
  new AppError('WRONG_FILE', 'The file at its source is not the one of the catalogue any more, so it was not fetched.', { next: 'Give its address if you want the new one.' })

export const webPage = (): AppError => new AppError('WRONG_FILE', 'What came is a web page and no model. It was thrown away.', { next: 'Open the address in a browser to see what it says.' })

export const noModel = (fault: string | null): AppError => new AppError('WRONG_FILE', fault ?? 'What came is no model that Freehold can open. It was thrown away.', { next: 'Take a file that ends in .gguf, or a speech model that ends in .bin.' })

export const noRoom = (neededBytes: number, freeBytes: number): AppError =>
  new AppError('DISK_FULL', `This model needs ${gigabytes(neededBytes)} more on the disk, and ${gigabytes(freeBytes)} are free.`, { next: 'Make room, then go on with it.' })

export const isHere = (fileName: string): AppError => new AppError('CONFLICT', `${fileName} is on this machine already.`)

export const noDownload = (): AppError => new AppError('NOT_FOUND', 'There is no such download.')

export const badOffline = (host: string): AppError => new AppError('OFFLINE', `${host} cannot be reached. What came is kept, and it goes on by itself.`, { next: 'Check the connection.' })

export const localOnly = (): AppError => new AppError('LOCAL_ONLY', 'Local only is on, so no model is fetched. What came is kept.', { next: 'Turn Local only off, then go on with it.' })

export const unforeseen = (): AppError => new AppError('UPSTREAM', 'Something went wrong while the model came. What came is kept.', { next: 'Try again.' })

export const noRoomToTakeIn = (): AppError => new AppError('DISK_FULL', 'There is no room on the disk for this model, so it was not taken in.', { next: 'Make room, then add it again.' })

const gigabytes = (bytes: number): string => (bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`)
