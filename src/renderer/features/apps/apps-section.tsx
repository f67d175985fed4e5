import { useState } from 'react'
import type { ApiSettings } from '../../../contract/local-api.ts'
import { Switch } from '../../ui/choice.tsx'
import { Lines } from '../../ui/column-page.tsx'
import { SettingLine } from '../../ui/setting-line.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import type { ProblemOf } from '../../ui/use-run.ts'
import { counted } from '../../words/sizes.ts'
import { AddApp } from './add-app.tsx'
import { AppRow } from './app-row.tsx'
import type { AppsApi } from './apps-api.ts'
import { useApps, type AppsStore } from './apps-store.ts'
import { CopyLine } from './copy-line.tsx'
import { NetworkSheet } from './network-sheet.tsx'

interface Props {
  readonly api: AppsApi
  readonly store: AppsStore
  readonly settings: ApiSettings
  /** `this Mac` */
  readonly place: string
  readonly onSet: (path: string, value: boolean) => void
  readonly copy: (text: string) => Promise<boolean>
  readonly problemOf: ProblemOf
}

/** Other apps that may use the models: whether they can, from where, which ones, and how they are pointed here. */
export const AppsSection = ({ api, store, settings: { on, needsToken, network, tlsCertificate, tlsKey }, place, onSet, copy, problemOf }: Props) => {
  const state = useApps(api, store)
  const [asking, setAsking] = useState(false)
  const clients = state?.clients ?? []
  const url = state?.url ?? null
  /** Also when it was started so for one run, and the setting is off. */
  const isOpen = on || url !== null
  return (
    <>
      <Lines title="Other apps">
        <SettingLine title={`Let other apps on ${place} use these models`} detail={isOpen ? `${on ? '' : 'Open for this run alone, as Freehold was started. '}What they ask stays on ${place}, unless a rule of yours lets it go further.` : 'Off: nothing listens, and no app can ask.'}>
          {(id) => <Switch labelledBy={id} on={on} onChange={(next) => onSet('api.on', next)} />}
        </SettingLine>
        {state?.problem && isOpen && <ProblemLine problem={state.problem} />}
        {url !== null && (
          <div className="addresses">
            <CopyLine label="For apps that speak OpenAI" text={`${url}/v1`} copy={copy} />
            <CopyLine label="For apps that speak Ollama" text={url} copy={copy} />
            <CopyLine label="For apps that speak MCP" text={`${url}/mcp`} copy={copy} />
            {state?.networkUrls.map((address) => (
              <CopyLine key={address} label="In my network" text={address} copy={copy} />
            ))}
          </div>
        )}
        {isOpen && (
          <>
            <SettingLine title="Apps need a token" detail={needsToken ? 'Each app has its own, and each can be revoked.' : `Any program on ${place} can use the models now, and nobody knows which one it was.`}>
              {(id) => <Switch labelledBy={id} on={needsToken} onChange={(next) => onSet('api.needsToken', next)} />}
            </SettingLine>
            <SettingLine
              title="Also from my network"
              detail={network ? (tlsCertificate !== '' && tlsKey !== '' ? 'Open to every device with a token, encrypted.' : 'Open to every device with a token. What is sent is not encrypted.') : `Only programs on ${place} reach it.`}
            >
              {(id) => <Switch labelledBy={id} on={network} onChange={(next) => (next ? setAsking(true) : onSet('api.network', false))} />}
            </SettingLine>
          </>
        )}
        {clients.length > 0 && (
          <ul className="apps" aria-label="Apps">
            {clients.map((app) => (
              <AppRow key={app.clientId} app={app} place={place} api={api} problemOf={problemOf} />
            ))}
          </ul>
        )}
        {isOpen && state && (state.waiting > 0 || state.turnedAway > 0) && (
          <p className="sm t3 num">
            {counted(state.waiting, 'request')} waiting, {state.turnedAway.toLocaleString('en')} turned away since the start.
          </p>
        )}
        {(isOpen || clients.length > 0) && <AddApp createClient={api.createClient} problemOf={problemOf} copy={copy} />}
      </Lines>
      {asking && (
        <NetworkSheet
          place={place}
          hasTls={tlsCertificate !== '' && tlsKey !== ''}
          onClose={() => setAsking(false)}
          onOpen={() => {
            setAsking(false)
            onSet('api.network', true)
          }}
        />
      )}
    </>
  )
}
