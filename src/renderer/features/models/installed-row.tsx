import { useState } from 'react'
import type { InstalledModel, RunningModel } from '../../../contract/models.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Menu } from '../../ui/menu.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { useRun, type ProblemOf } from '../../ui/use-run.ts'
import { sizeInWords } from '../../words/sizes.ts'
import { useBench } from './bench.ts'
import { ModelLine } from './model-line.tsx'
import { benchInWords, restingInWords, runningInWords, TASK_OF } from './model-words.ts'
import type { ModelsApi } from './models-api.ts'

interface Props {
  readonly model: InstalledModel
  readonly running: RunningModel | undefined
  /** Named in the settings for its task, and not chosen by Freehold. */
  readonly chosen: boolean
  readonly api: Pick<ModelsApi, 'unload' | 'remove' | 'bench'>
  readonly problemOf: ProblemOf
  /** Takes it for its task, or leaves that to Freehold again. */
  readonly onChoose: (model: InstalledModel, chosen: boolean) => void
}

/** A model on this machine: whether it is in memory, how fast it is, who uses it, and what can be done with it. */
export const InstalledRow = ({ model, running, chosen, api, problemOf, onChoose }: Props) => {
  const { id, name, kind, fault, demo, goodFor, fit } = model
  const { problem, run } = useRun(problemOf)
  const [removing, setRemoving] = useState(false)
  const bench = useBench(api.bench, id, problemOf)
  const [first, second] = running ? runningInWords(running, model.bench) : restingInWords(model)

  const items = [
    ...(fault === null ? [{ key: 'use', label: `Use for ${TASK_OF[kind].words}`, on: chosen, onChoose: () => onChoose(model, !chosen) }] : []),
    ...(fault === null && kind !== 'vad' ? [{ key: 'bench', label: 'Measure its speed', onChoose: bench.start }] : []),
    ...(model.removable ? [{ key: 'remove', label: 'Remove…', onChoose: () => setRemoving(true) }] : []),
  ]

  return (
    <ModelLine
      id={id}
      name={name}
      kind={kind}
      about={
        <>
          {demo ? <p className="sm t2">Demo model: knows a few hundred words, do not trust it.</p> : goodFor !== null && <p className="sm t2">{goodFor}</p>}
          {fault !== null && <p className="sm danger">{fault}</p>}
          {fault === null && !running && fit !== null && fit.verdict !== 'well' && <p className="sm t2">{fit.words}</p>}
        </>
      }
      middle={
        fault === null ? (
          <>
            <p>{first}</p>
            <p className="t3">{second}</p>
          </>
        ) : (
          <p className="t3">{sizeInWords(model.sizeBytes)} on the disk</p>
        )
      }
      acts={
        <>
          {running && (
            <Button small onClick={() => void run(api.unload({ id }))}>
              Unload<span className="said"> {name}</span>
            </Button>
          )}
          {items.length > 0 && <Menu align="end" items={items} trigger={(props) => <IconButton {...props} icon="dots" label={`More for ${name}`} />} />}
        </>
      }
    >
      {(bench.step ?? bench.result) !== null && (
        <div className="row wrap mod-more sm" role="status">
          <span className="grow">{bench.step ?? (bench.result && benchInWords(kind, bench.result))}</span>
          {bench.step !== null && (
            <Button small look="plain" onClick={bench.stop}>
              Stop measuring
            </Button>
          )}
        </div>
      )}
      {(problem ?? bench.problem) && (
        <div className="mod-more">
          <ProblemLine problem={problem ?? bench.problem} />
        </div>
      )}
      {removing && (
        <div className="mod-more">
          <Confirm
            keep="Keep it"
            onKeep={() => setRemoving(false)}
            go={
              <Button small onClick={() => void run(api.remove({ id })).then(() => setRemoving(false))}>
                Remove {name}
              </Button>
            }
          >
            This frees {sizeInWords(model.sizeBytes)} on the disk. Chats and notes stay as they are, and it can be fetched again.
          </Confirm>
        </div>
      )}
    </ModelLine>
  )
}
