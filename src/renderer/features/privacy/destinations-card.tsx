import { useState } from 'react'
import type { Destination, ShownDestination } from '../../../contract/privacy.ts'
import type { PrivacyApi } from './privacy-api.ts'
import { IconButton } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { zoneName, ZONE_GLYPH } from '../../words/zones.ts'
import { DestinationForm } from './destination-form.tsx'
import { Listed } from './listed.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { UndoLine } from './undo-line.tsx'
import { useRun, type ProblemOf } from '../../ui/use-run.ts'

interface Props {
  readonly destinations: readonly ShownDestination[]
  readonly keys: readonly string[]
  readonly machine: string
  readonly api: Pick<PrivacyApi['privacy'], 'addDestination' | 'removeDestination'>
  readonly problemOf: ProblemOf
}

const keyWords = ({ credential, hasCredential }: ShownDestination): string => {
  if (credential === undefined) return 'no key needed'
  return hasCredential ? `key “${credential}”` : `its key “${credential}” is missing`
}

/** Where anything can go at all: the model servers that the person added. */
export const DestinationsCard = ({ destinations, keys, machine, api, problemOf }: Props) => {
  const { problem, run } = useRun(problemOf)
  const [adding, setAdding] = useState(false)
  const [removed, setRemoved] = useState<Destination | null>(null)

  const add = async (destination: Destination): Promise<void> => {
    if (await run(api.addDestination(destination))) setAdding(false)
  }
  const remove = async ({ host: _host, hasCredential: _has, ...destination }: ShownDestination): Promise<void> => {
    if (await run(api.removeDestination({ name: destination.name }))) setRemoved(destination)
  }
  const undo = async (): Promise<void> => {
    if (removed && (await run(api.addDestination(removed)))) setRemoved(null)
  }

  return (
    <Listed
      title="Destinations"
      add="Add a destination"
      adding={adding}
      onAdding={setAdding}
      form={<DestinationForm keys={keys} onAdd={(destination) => void add(destination)} onCancel={() => setAdding(false)} />}
      empty="Nowhere yet: without a destination nothing can be sent."
    >
      {[
        ...(problem ? [<ProblemLine key="problem" problem={problem} />] : []),
        ...destinations.map((destination) => (
          <div key={destination.name} className="row thing">
            <Icon name={ZONE_GLYPH[destination.zone]} size={12} className={ZONE_GLYPH[destination.zone]} />
            <div className="grow break">
              <b className="medium">{destination.name}</b>
              <p className="sm t3">
                {zoneName(destination.zone, machine)} · {destination.host}
                {destination.model !== undefined && ` · ${destination.model}`} · {keyWords(destination)}
              </p>
            </div>
            <IconButton icon="x" label={`Remove ${destination.name}`} className="remove" onClick={() => void remove(destination)} />
          </div>
        )),
        ...(removed ? [<UndoLine key="undo" what={removed.name} onUndo={() => void undo()} />] : []),
      ]}
    </Listed>
  )
}
