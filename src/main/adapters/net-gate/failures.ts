import { AppError } from '../../../contract/errors.ts'

/** Nothing was sent, because the request is not the one that was permitted, or its way is not. */
export const notPermitted = (sentence: string, next = 'Ask again: a new permit is given for each request.'): AppError =>
  new AppError('NOT_PERMITTED', `Nothing was sent: ${sentence}`, { next })

export const localOnly = (): AppError => new AppError('LOCAL_ONLY', 'Nothing leaves this computer: Local only is on.', { next: 'Switch Local only off to send this.' })

export const stoppedByLocalOnly = (): AppError =>
  new AppError('LOCAL_ONLY', 'The request was stopped on its way: Local only was switched on.', { next: 'Switch Local only off to send it again.' })

export const ledgerFailed = (cause: unknown): AppError =>
  cause instanceof AppError && cause.code === 'LEDGER_FAILED'
    ? cause
    : new AppError('LEDGER_FAILED', 'Nothing was sent: the record of it could not be written.', { next: 'See that the disk is not full, then try again.', cause: codeOnly(cause) })

/** The answer may have come, but what is known of it could not be written down. */
export const ledgerCut = (cause: unknown): AppError =>
  new AppError('LEDGER_FAILED', 'The answer was dropped: the record of it could not be finished.', { next: 'See that the disk is not full, then try again.', cause: codeOnly(cause) })

export const offline = (host: string, cause: unknown): AppError =>
  new AppError('OFFLINE', `${host} cannot be reached, and nothing was sent.`, { next: 'Check the connection, and whether the server runs.', cause: codeOnly(cause) })

export const untrusted = (host: string, cause: unknown): AppError =>
  new AppError('UPSTREAM', `${host} could not prove who it is, and nothing was sent.`, { next: 'Check the address, the certificate of that server and the clock of this computer.', cause: codeOnly(cause) })

export const upstream = (host: string, sentence: string, cause?: unknown): AppError =>
  new AppError('UPSTREAM', `${host} ${sentence}`, { next: 'Try again.', ...(cause === undefined ? {} : { cause: codeOnly(cause) }) })

export const hostCloses = (): DOMException => new DOMException('Freehold is ending.', 'AbortError')

const TRUST = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO|HOSTNAME_MISMATCH|INVALID_CA|ERR_OSSL)/

/** What went wrong on the way, in a person's words. `connected`: whether a byte may have left. */
export const failureOf = (error: unknown, host: string, connected: boolean): Error => {
  if (error instanceof AppError || (error instanceof Error && error.name === 'AbortError')) return error
  const code = codeOf(error)
  if (TRUST.test(code)) return untrusted(host, error)
  if (!connected) return offline(host, error)
  if (code === 'UND_ERR_INVALID_ARG') return notPermitted('one of its headers cannot be sent.')
  return upstream(host, 'ended the answer before it was complete.', error)
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

// Libraries put addresses, and some put what they were given, into their messages: only the code goes on from here.
const codeOnly = (error: unknown): Error => new Error(codeOf(error) || (error instanceof Error ? error.name : 'unknown'))
