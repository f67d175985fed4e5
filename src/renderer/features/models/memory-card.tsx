import type { ModelsState } from '../../../contract/models.ts'
import { Card } from '../../ui/card.tsx'
import { gigabytesOfMemory, memoryInWords } from '../../words/memory.ts'
import { machineInWords } from './model-words.ts'

const SHADES = ['', 'half', 'third'] as const
/** `3.6`, or `12 MB` for what would be nothing. */
const figure = (bytes: number): string => memoryInWords(bytes).replace(/ GB$/, '')

interface Props {
  readonly state: Pick<ModelsState, 'machine' | 'running' | 'installed'>
  /** `This Mac` */
  readonly name: string
  /** `macOS`, or the machine where it is none. */
  readonly system: string
}

/** What the models take of this machine's memory, what is free for more, and what is left to everything else. */
export const MemoryCard = ({ state: { machine, running, installed }, name, system }: Props) => {
  const free = Math.max(0, machine.budgetBytes - machine.usedBytes)
  const others = Math.max(0, machine.totalBytes - Math.max(machine.budgetBytes, machine.usedBytes))
  const nameOf = (id: string): string => installed.find((model) => model.id === id)?.name ?? id
  return (
    <Card className="memory num">
      <div className="row wrap">
        <b>{name}</b>
        <span className="t3">{machineInWords(machine)}</span>
        <span className="grow" />
        <span>
          <b className="medium">{memoryInWords(machine.usedBytes)}</b> <span className="t3">in use of {gigabytesOfMemory(machine.budgetBytes)} GB for models</span>
        </span>
      </div>
      <div className="parts" aria-hidden="true">
        {running.map(({ path, memoryBytes }, at) => (
          <i key={path} className={`taken ${SHADES[at % SHADES.length]}`} style={{ flexGrow: memoryBytes }} />
        ))}
        {free > 0 && <i className="free" style={{ flexGrow: free }} />}
        {others > 0 && <i className="others" style={{ flexGrow: others }} />}
      </div>
      <div className="row wrap xs t3 legend">
        {running.map(({ id, path, memoryBytes }) => (
          <span key={path} className="break">
            {nameOf(id)} {figure(memoryBytes)}
          </span>
        ))}
        <span>free {figure(free)}</span>
        <span className="others-words">
          left to {system} and your apps {figure(others)}
        </span>
      </div>
    </Card>
  )
}
