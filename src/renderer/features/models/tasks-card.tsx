import type { InstalledModel, ModelKind, ModelsState } from '../../../contract/models.ts'
import type { Settings } from '../../../contract/settings.ts'
import { Lines } from '../../ui/column-page.tsx'
import { SelectField, type Choice } from '../../ui/field.tsx'
import { SettingLine } from '../../ui/setting-line.tsx'
import { memoryInWords } from '../../words/memory.ts'

type Task = 'language' | 'speech' | 'embedding'
type ModelSettings = Settings['models']

const TASKS: readonly { readonly task: Task; readonly title: string; readonly kinds: readonly ModelKind[] }[] = [
  { task: 'language', title: 'Chat', kinds: ['language'] },
  { task: 'speech', title: 'Speech', kinds: ['whisper', 'parakeet'] },
  { task: 'embedding', title: 'Search', kinds: ['embedding'] },
]
const MINUTES = [0, 1, 5, 15, 60, 1440] as const
const CONTEXTS = [4096, 8192, 16_384, 32_768, 65_536, 131_072] as const
const BUDGETS = [2, 4, 6, 8, 12, 16, 24, 32, 48] as const

const minutesInWords = (minutes: number): string => {
  if (minutes === 0) return 'Not at all'
  if (minutes === 1440) return 'A day'
  return minutes === 1 ? '1 minute' : `${minutes} minutes`
}
const withCurrent = (choices: readonly Choice[], value: string, label = value): readonly Choice[] => (choices.some((choice) => choice.value === value) ? choices : [...choices, { value, label }])

const modelChoices = (installed: readonly InstalledModel[], kinds: readonly ModelKind[], used: string | null, value: string): readonly Choice[] => {
  const fitting = installed.filter(({ kind, fault }) => kinds.includes(kind) && fault === null)
  const name = fitting.find(({ id }) => id === used)?.name ?? used
  const best = used === null || value !== 'auto' ? 'The best that is here' : `The best that is here: ${name}`
  const hasDemo = fitting.some(({ demo }) => demo)
  const named = fitting.filter(({ demo }) => !demo).map((model) => ({ value: model.id, label: model.name }))
  return withCurrent([{ value: 'auto', label: best }, ...named, ...(hasDemo ? [{ value: 'demo', label: 'The demo model, knowingly' }] : [])], value)
}

interface Props {
  readonly settings: ModelSettings
  readonly state: Pick<ModelsState, 'installed' | 'inUse' | 'machine'>
  /** `this Mac` */
  readonly place: string
  readonly onSet: (path: string, value: string | number) => void
}

/** Which model does what, how long it stays ready, and how much memory it may take. */
export const TasksCard = ({ settings, state: { installed, inUse, machine }, place, onSet }: Props) => {
  const { keepAliveMinutes, contextTokens, budgetGigabytes } = settings
  const tokens = (count: number): string => `${count.toLocaleString('en')} tokens`
  return (
    <Lines title="Which model does what">
      {TASKS.map(({ task, title, kinds }) => (
        <SettingLine key={task} title={title}>
          {(id) => <SelectField labelledBy={id} value={settings[task]} choices={modelChoices(installed, kinds, inUse[task], settings[task])} onValue={(value) => onSet(`models.${task}`, value)} />}
        </SettingLine>
      ))}
      <SettingLine title="Keep a model ready after its work" detail="A model that is ready answers at once and holds memory.">
        {(id) => (
          <SelectField
            labelledBy={id}
            value={String(keepAliveMinutes)}
            choices={withCurrent(MINUTES.map((minutes) => ({ value: String(minutes), label: minutesInWords(minutes) })), String(keepAliveMinutes), minutesInWords(keepAliveMinutes))}
            onValue={(value) => onSet('models.keepAliveMinutes', Number(value))}
          />
        )}
      </SettingLine>
      <SettingLine title="Room for a chat" detail="More room holds longer chats and takes more memory.">
        {(id) => (
          <SelectField
            labelledBy={id}
            value={String(contextTokens)}
            choices={withCurrent([{ value: '0', label: `As ${place} allows` }, ...CONTEXTS.map((count) => ({ value: String(count), label: tokens(count) }))], String(contextTokens), tokens(contextTokens))}
            onValue={(value) => onSet('models.contextTokens', Number(value))}
          />
        )}
      </SettingLine>
      <SettingLine title="Memory for all models together" detail="The one that rested longest leaves first.">
        {(id) => (
          <SelectField
            labelledBy={id}
            value={String(budgetGigabytes)}
            choices={withCurrent(
              [
                { value: '0', label: `What ${place} can spare${budgetGigabytes === 0 ? `: ${memoryInWords(machine.budgetBytes)}` : ''}` },
                ...BUDGETS.filter((gigabytes) => gigabytes * 2 ** 30 < machine.totalBytes).map((gigabytes) => ({ value: String(gigabytes), label: `${gigabytes} GB` })),
              ],
              String(budgetGigabytes),
              `${budgetGigabytes} GB`,
            )}
            onValue={(value) => onSet('models.budgetGigabytes', Number(value))}
          />
        )}
      </SettingLine>
    </Lines>
  )
}
