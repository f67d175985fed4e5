import type { OfferedModel } from '../../../contract/models.ts'
import { Button } from '../../ui/button.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { useRun, type ProblemOf } from '../../ui/use-run.ts'
import { sizeInWords } from '../../words/sizes.ts'
import { FitGauge } from './fit-gauge.tsx'
import { ModelLine } from './model-line.tsx'
import type { ModelsApi } from './models-api.ts'

interface Props {
  readonly model: OfferedModel
  readonly diskFreeBytes: number | null
  readonly pull: ModelsApi['pull']
  readonly problemOf: ProblemOf
  readonly onSmaller: (id: string) => void
}

/** A model to get: whether it fits here, and how large it is. */
export const OfferedRow = ({ model: { id, name, kind, goodFor, fit, sizeBytes, licence, own }, diskFreeBytes, pull, problemOf, onSmaller }: Props) => {
  const { problem, run } = useRun(problemOf)
  const noRoom = diskFreeBytes !== null && sizeBytes > diskFreeBytes
  const { smaller } = fit
  const size = sizeInWords(sizeBytes)
  return (
    <ModelLine
      id={id}
      name={name}
      kind={kind}
      aside={own ? `${licence} · added by you` : licence}
      about={
        <>
          <p className="sm t2">{goodFor}</p>
          {noRoom && diskFreeBytes !== null && <p className="sm t2">The disk has room for {sizeInWords(diskFreeBytes)}.</p>}
        </>
      }
      middle={<FitGauge fit={fit} />}
      acts={
        fit.verdict === 'no' && smaller !== null ? (
          <Button small look="plain" onClick={() => onSmaller(smaller)}>
            Smaller one<span className="said"> than {name}</span>
          </Button>
        ) : (
          <Button small icon="get" aria-label={`Get ${name}, ${size}`} disabled={noRoom} onClick={() => void run(pull({ ref: id }))}>
            {size}
          </Button>
        )
      }
    >
      {problem && (
        <div className="mod-more">
          <ProblemLine problem={problem} />
        </div>
      )}
    </ModelLine>
  )
}
