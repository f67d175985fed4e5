import type { Fit } from '../../../contract/models.ts'
import { fitInWords } from './model-words.ts'

// The mark stands so that a model that is a little too large still shows by how much.
const SCALE = 1.2

/** Whether a model fits: verdict, figures, and an ink bar with a mark at what this machine can spare. */
export const FitGauge = ({ fit }: { readonly fit: Fit }) => {
  const { verdict, figures } = fitInWords(fit)
  const widthPercent = fit.verdict === 'no' ? 100 : Math.min(100, Math.max(1, (fit.neededBytes / (fit.budgetBytes * SCALE)) * 100))
  return (
    <div className={`fit ${fit.verdict === 'no' ? 'no' : ''}`} title={fit.words}>
      <span className="sm">
        <b className="medium">{verdict}</b> <span className="t2">{figures}</span>
      </span>
      <span className="g" aria-hidden="true">
        <i style={{ width: `${widthPercent}%` }} />
        <u style={{ left: `${100 / SCALE}%` }} />
      </span>
    </div>
  )
}
