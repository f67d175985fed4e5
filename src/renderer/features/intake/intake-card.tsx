import { useStore } from 'zustand'
import { Button, IconButton } from '../../ui/button.tsx'
import { NoticeCard } from '../../ui/card.tsx'
import { Bar, SpokenProgress } from '../../ui/progress.tsx'
import { counted } from '../../words/sizes.ts'
import type { IntakeState, IntakeStore } from './intake-store.ts'
import type { Intake } from './take-in.ts'

const SHOWN_PROBLEMS = 50

const takenWords = ({ taken, known, leftAside }: IntakeState): string => {
  const parts = [
    taken > 0 && `${counted(taken, 'recording')} taken in.`,
    known > 0 && (known === 1 ? 'One was here already; it is filed once.' : `${known.toLocaleString('en')} were here already; they are filed once.`),
    leftAside > 0 && `${counted(leftAside, 'other file')} in the folder left where ${leftAside === 1 ? 'it is' : 'they are'}.`,
  ]
  return parts.filter(Boolean).join(' ')
}

const fractionOf = ({ taken, refused, seen, current }: IntakeState): number =>
  seen === 0 ? 0 : Math.min(1, (taken + refused.length + (seen === 1 ? (current?.fraction ?? 0) : 0)) / seen)

/** What was dropped: how far it is while it comes in, and afterwards what could not be taken and why. */
export const IntakeCard = ({ store, intake }: { readonly store: IntakeStore; readonly intake: Intake }) => {
  const state = useStore(store)
  if (state.state === 'idle') return null

  if (state.state === 'busy') {
    const through = state.taken + state.refused.length
    return (
      <div className="card notice">
        <SpokenProgress what="Taking in what was dropped" fraction={fractionOf(state)} />
        <div className="grow live num">
          <Bar fraction={fractionOf(state)} label="Taking in what was dropped" />
          <span>
            Taking in {counted(state.seen, 'file')}, {through.toLocaleString('en')} done
          </span>
        </div>
        <Button small look="plain" onClick={() => intake.stop()}>
          Stop
        </Button>
      </div>
    )
  }

  const close = <IconButton icon="x" label="Close this" onClick={() => intake.dismiss()} />
  if (state.refused.length === 0) {
    return (
      <div className="card notice" role="status">
        <span className="grow">{takenWords(state) || 'Nothing in it was a recording.'}</span>
        {close}
      </div>
    )
  }
  const more = state.refused.length - SHOWN_PROBLEMS
  return (
    <div className="row top">
      <div className="grow">
        <NoticeCard
          icon="bang"
          damage
          title={`${counted(state.refused.length, 'file')} could not be taken in`}
          actions={
            <Button small onClick={() => intake.dismiss()}>
              Close this
            </Button>
          }
        >
          {takenWords(state)}
          <ul className="refused">
            {state.refused.slice(0, SHOWN_PROBLEMS).map(({ name, problem }, index) => (
              <li key={index}>
                <span className="medium">{name}</span> {problem.message} {problem.next}
              </li>
            ))}
            {more > 0 && <li>And {counted(more, 'more file')}.</li>}
          </ul>
        </NoticeCard>
      </div>
    </div>
  )
}
