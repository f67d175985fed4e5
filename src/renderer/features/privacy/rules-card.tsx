import { useState } from 'react'
import type { Rule, ShownRule } from '../../../contract/privacy.ts'
import type { PrivacyApi } from './privacy-api.ts'
import { IconButton } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useNow } from '../../words/use-now.ts'
import { Listed } from './listed.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { RuleForm } from './rule-form.tsx'
import { ruleZone, untilWords } from './rule-words.ts'
import { UndoLine } from './undo-line.tsx'
import { useRun, type ProblemOf } from '../../ui/use-run.ts'

interface Props {
  readonly rules: readonly ShownRule[]
  readonly destinations: readonly string[]
  readonly machine: string
  readonly api: Pick<PrivacyApi['privacy'], 'addRule' | 'removeRule'>
  readonly problemOf: ProblemOf
}

/** Rules above the table, each with its end in words. */
export const RulesCard = ({ rules, destinations, machine, api, problemOf }: Props) => {
  const now = useNow()
  const { problem, run } = useRun(problemOf)
  const [adding, setAdding] = useState(false)
  const [removed, setRemoved] = useState<{ readonly words: string; readonly rule: Rule } | null>(null)

  const add = async (rule: Rule): Promise<void> => {
    if (await run(api.addRule(rule))) setAdding(false)
  }
  const remove = async ({ index, rule, words }: ShownRule): Promise<void> => {
    if (await run(api.removeRule({ index, rule }))) setRemoved({ words, rule })
  }
  const undo = async (): Promise<void> => {
    if (removed && (await run(api.addRule(removed.rule)))) setRemoved(null)
  }

  return (
    <Listed
      title="Rules"
      add="Add a rule"
      adding={adding}
      onAdding={setAdding}
      form={<RuleForm destinations={destinations} onAdd={(rule) => void add(rule)} onCancel={() => setAdding(false)} />}
      empty="No rules yet. The table below holds for everything; a rule stands above it for a person, a folder, a tag or a place."
    >
      {[
        ...(problem ? [<ProblemLine key="problem" problem={problem} />] : []),
        ...rules.map((shown) => {
          const { glyph, words } = ruleZone(shown.rule, machine)
          return (
            <div key={`${shown.index} ${shown.words}`} className="row thing">
              <Icon name={glyph} size={12} className={glyph} />
              <div className={`grow break ${shown.expired ? 't3' : ''}`}>
                <b className="medium">{shown.words}</b>
                <p className="sm t3 num">
                  {words} · {untilWords(shown.rule, now)}
                </p>
              </div>
              <IconButton icon="x" label={`Remove the rule: ${shown.words}`} className="remove" onClick={() => void remove(shown)} />
            </div>
          )
        }),
        ...(removed ? [<UndoLine key="undo" what={removed.words} onUndo={() => void undo()} />] : []),
      ]}
    </Listed>
  )
}
