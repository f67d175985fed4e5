import type { ReactNode } from 'react'
import type { ModelKind } from '../../../contract/models.ts'
import { FOR } from './model-words.ts'

interface Props {
  /** To be found by, for “Smaller one”. */
  readonly id?: string
  readonly name: string
  readonly kind: ModelKind | null
  /** Beside the kind, as a licence. */
  readonly aside?: string
  /** What it is good for, and what is to be known of it. */
  readonly about: ReactNode
  readonly middle: ReactNode
  readonly acts: ReactNode
  /** Below, over the whole width. */
  readonly children?: ReactNode
}

/** One model in a list: what it is, how it stands, and what can be done. */
export const ModelLine = ({ id, name, kind, aside, about, middle, acts, children }: Props) => (
  <li className="mod" data-model={id}>
    <div className="break">
      <b className="medium">{name}</b> <span className="t3">{[...(kind === null ? [] : [FOR[kind]]), ...(aside === undefined ? [] : [aside])].join(' · ')}</span>
      {about}
    </div>
    <div className="sm break">{middle}</div>
    <div className="row mod-acts">{acts}</div>
    {children}
  </li>
)
