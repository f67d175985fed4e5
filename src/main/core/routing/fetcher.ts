import { AppError } from '../../../contract/errors.ts'
import type { Zone } from '../../../contract/privacy.ts'
import { parseAddress, parseRange, zoneOfAddress } from '../lib/addresses.ts'
import { redact } from '../lib/redacted.ts'
import type { FetchAnswer, HttpDraft } from '../ports/index.ts'
import { noLabels } from './labels.ts'
import { refusalOf } from './refusal.ts'
import { urlOf } from './sender.ts'
import type { SenderDeps, SenderRequest } from './sender.ts'

// How far inside: a server outside must not reach a machine of the person's by leading on to it.
const DEPTH: Readonly<Record<Zone, number>> = { cloud: 0, network: 1, mac: 2 }
const WHY = 'You asked for this model. Nothing of yours is in it.'

/** Fetches what the person asked for and what is no destination of theirs: leave for each request, to its host alone. */
export const createFetcher = ({ gate, permits, keep, standing, useCredential }: SenderDeps) => {
  return ({ feature, purpose }: Pick<SenderRequest, 'feature' | 'purpose'>): FetchAnswer =>
    async ({ method, url, headers, credential, cameFrom, limits, timeoutMs }, { signal }) => {
      signal.throwIfAborted()
      const hostname = urlOf(url)?.hostname ?? ''
      const about = { feature, purpose, destination: hostname, zone: zoneOfHost(hostname, standing.settings().network), provider: null, model: null, labels: noLabels, hiddenCount: 0 }
      const refuseWhereShut = (): void => {
        const shut = standing.shut()
        if (shut === null) return
        keep({ ...about, reasons: [shut], method, url: urlOf(url), bodySha256: null })
        throw refusalOf([shut])
      }
      refuseWhereShut()
      const { network } = standing.settings()
      if (cameFrom !== undefined && DEPTH[about.zone] > DEPTH[zoneOfHost(cameFrom, network)]) {
        keep({ ...about, reasons: [{ words: `${cameFrom} led on to a machine of yours`, rule: 'gate' }], method, url: urlOf(url), bodySha256: null })
        throw new AppError('NOT_PERMITTED', `${cameFrom} leads on to a machine inside your network. Nothing was asked of that.`, { next: 'Look for another place that has the file.' })
      }
      const key = credential === null ? null : await useCredential(credential, feature, signal)
      // The keychain may have asked the person something.
      if (key !== null) refuseWhereShut()
      const secrets = key === null ? {} : { authorization: redact(`Bearer ${key.reveal()}`) }
      const draft: HttpDraft = { method, url, headers, body: null }
      const permit = permits.issue({ ...about, why: WHY, rule: 'model', draft, secretHeaders: Object.keys(secrets), endsAtMs: Number.POSITIVE_INFINITY })
      return gate.send(permit, draft, { signal, secrets, ...(limits ? { limits } : {}), ...(timeoutMs === undefined ? {} : { timeoutMs }) })
    }
}

// By what the address says of itself and what the person calls their network; the gate sees where it really leads.
const zoneOfHost = (hostname: string, network: readonly string[]): Zone => {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return 'mac'
  if (network.includes(hostname)) return 'network'
  if (parseAddress(hostname) === null) return 'cloud'
  return zoneOfAddress(hostname.replace(/^\[|\]$/gu, ''), network.map(parseRange).filter((range) => range !== null))
}
