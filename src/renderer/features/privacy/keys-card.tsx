import { useState } from 'react'
import type { Credential, StoreState } from '../../../contract/credentials.ts'
import type { PrivacyApi } from './privacy-api.ts'
import { Button } from '../../ui/button.tsx'
import { dayName, dayNumber, timeOfDay } from '../../words/days.ts'
import { useToday } from '../../words/use-today.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { KeyForm } from './key-form.tsx'
import { Listed } from './listed.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import type { KeyList } from './use-keys.ts'
import { useRun, type ProblemOf } from '../../ui/use-run.ts'

const WHERE: Readonly<Record<StoreState['kind'], string>> = { keychain: 'In the Keychain', 'secret-service': 'In the keyring', file: 'In the encrypted file', none: 'Nowhere' }

/** `In the Keychain. Last used by Chat, 16:09` */
export const keyWords = ({ uses: [last] }: Credential, kind: StoreState['kind'], today: Date): string => {
  if (!last) return `${WHERE[kind]}. Not used yet`
  const at = new Date(last.at)
  const feature = last.feature.charAt(0).toUpperCase() + last.feature.slice(1)
  const day = dayNumber(at) === dayNumber(today) ? '' : `${dayName(at, today)}, `
  return `${WHERE[kind]}. Last used by ${feature}, ${day}${timeOfDay(at)}`
}

interface Props {
  readonly keys: KeyList | null
  readonly api: Pick<PrivacyApi['credentials'], 'set' | 'test' | 'remove'>
  readonly suggested: string
  readonly problemOf: ProblemOf
  readonly onChanged: () => void
}

/** The keys that destinations take: that they exist and who used them. A key goes in and never comes back. */
export const KeysCard = ({ keys, api, suggested, problemOf, onChanged }: Props) => {
  const today = useToday()
  const { problem, run } = useRun(problemOf)
  const [adding, setAdding] = useState(false)
  const [tested, setTested] = useState<{ readonly name: string; readonly words: string; readonly ok: boolean } | null>(null)
  const [removing, setRemoving] = useState<string | null>(null)

  const set = async (name: string, value: string): Promise<void> => {
    if (!(await run(api.set({ name, value })))) return
    setAdding(false)
    onChanged()
  }
  const test = async (name: string): Promise<void> => {
    setTested({ name, words: 'Asking the provider…', ok: true })
    const answered = await run(api.test({ name }).then((answer) => setTested({ name, ...answer })))
    if (!answered) setTested(null)
    onChanged()
  }
  const remove = async (name: string): Promise<void> => {
    setRemoving(null)
    if (await run(api.remove({ name }))) onChanged()
  }

  const store = keys?.store
  return (
    <Listed
      title="Keys"
      add="Add a key"
      adding={adding}
      onAdding={setAdding}
      form={store?.kind === 'none' ? <StoreLine store={store} /> : <KeyForm suggested={suggested} onSet={(name, value) => void set(name, value)} onCancel={() => setAdding(false)} />}
      empty={store ? <StoreLine store={store} /> : 'Looking for the place where keys are kept…'}
    >
      {[
        ...(problem ? [<ProblemLine key="problem" problem={problem} />] : []),
        ...(keys?.credentials ?? []).map((credential) => (
          <div key={credential.name} className="thing">
            <b className="medium break">{credential.name}</b>
            <p className="sm t3 num">{keyWords(credential, keys?.store.kind ?? 'none', today)}</p>
            {tested?.name === credential.name && (
              <p className={`sm ${tested.ok ? 't2' : 'danger'}`} role="status">
                {tested.words}
              </p>
            )}
            {removing === credential.name ? (
              <Confirm
                keep="Keep it"
                onKeep={() => setRemoving(null)}
                go={
                  <Button small onClick={() => void remove(credential.name)}>
                    Remove the key
                  </Button>
                }
              >
                The key is gone from here for good. It stays valid at the provider until you end it there.
              </Confirm>
            ) : (
              <div className="row key-acts">
                <Button small look="plain" onClick={() => void test(credential.name)}>
                  Test<span className="said"> {credential.name}</span>
                </Button>
                <Button small look="plain" onClick={() => setRemoving(credential.name)}>
                  Remove…<span className="said"> {credential.name}</span>
                </Button>
              </div>
            )}
          </div>
        )),
        ...(store && (keys?.credentials.length ?? 0) > 0 ? [<StoreLine key="store" store={store} />] : []),
      ]}
    </Listed>
  )
}

const StoreLine = ({ store }: { readonly store: StoreState }) => (
  <p className={`sm ${store.kind === 'none' ? 't2' : 't3'}`}>
    {store.words} {store.next}
  </p>
)
