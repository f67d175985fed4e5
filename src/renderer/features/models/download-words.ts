import type { Download } from '../../../contract/models.ts'
import { durationInWords } from '../../words/durations.ts'
import { sizeInWords } from '../../words/sizes.ts'

/** How much of it is here, 0 … 1; null while nobody knows how much there is. */
export const fractionOf = ({ receivedBytes, sizeBytes }: Download): number | null => (sizeBytes === null || sizeBytes === 0 ? null : Math.min(1, receivedBytes / sizeBytes))

const percent = (download: Download): string => {
  const fraction = fractionOf(download)
  return fraction === null ? '' : `${Math.floor(fraction * 100)}%`
}

/** Where a download is: `Coming, 71%`. */
export const downloadInWords = (download: Download): string => {
  const share = percent(download)
  const withShare = (words: string, join: string): string => (share === '' ? words : `${words}${join}${share}`)
  switch (download.state) {
    case 'asking':
      return 'Asking the source…'
    case 'waiting':
      return download.problem === null ? 'Waits for its turn' : 'Waits'
    case 'coming':
      return withShare('Coming', ', ')
    case 'checking':
      return withShare('Checking what came', ', ')
    case 'paused':
      return withShare('Paused', ' at ')
    case 'failed':
      return download.wantsCredential === null ? 'Did not come' : 'Asks for a token'
    case 'done':
      return 'Here'
  }
}

/** `38 s left`; nothing where it is not known. */
export const timeLeftInWords = ({ state, secondsLeft }: Download): string => (state === 'coming' && secondsLeft !== null ? `${durationInWords(Math.max(1, secondsLeft))} left` : '')

/** `1.2 of 1.6 GB, 12 MB a second, from another address` */
export const amountInWords = ({ receivedBytes, sizeBytes, bytesPerSecond, state, mirror }: Download): string => {
  const here = sizeInWords(receivedBytes)
  const all = sizeBytes === null ? null : sizeInWords(sizeBytes)
  const sameUnit = all !== null && here.split(' ')[1] === all.split(' ')[1]
  const amount = all === null ? (receivedBytes > 0 ? here : '') : receivedBytes === 0 ? all : `${sameUnit ? here.split(' ')[0] : here} of ${all}`
  const rate = state === 'coming' && bytesPerSecond !== null ? `${sizeInWords(bytesPerSecond)} a second` : ''
  return [amount, rate, mirror === null ? '' : `from ${mirror}`].filter((part) => part !== '').join(', ')
}
