type Key = Pick<KeyboardEvent, 'key' | 'keyCode' | 'isComposing' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>

export interface FieldState {
  /** A list of mentions or prompts is shown. */
  readonly open: boolean
  readonly running: boolean
  readonly editing: boolean
  /** The field is empty, and there is a message of one's own. */
  readonly canRecall: boolean
}

export type FieldAction = 'next' | 'previous' | 'choose' | 'dismiss' | 'send' | 'recall' | 'leave-edit' | 'stop' | 'leave'

// What an input method sends while it puts a word together; some do not say isComposing on the last key.
const IN_A_WORD = 229

/** What a key in the field means; null leaves it to the field. */
export const fieldKey = ({ key, keyCode, isComposing, shiftKey, altKey, ctrlKey, metaKey }: Key, { open, running, editing, canRecall }: FieldState): FieldAction | null => {
  if (isComposing || keyCode === IN_A_WORD) return null
  const plain = !shiftKey && !altKey && !ctrlKey && !metaKey
  if (open && plain) {
    if (key === 'ArrowDown') return 'next'
    if (key === 'ArrowUp') return 'previous'
    if (key === 'Enter' || key === 'Tab') return 'choose'
    if (key === 'Escape') return 'dismiss'
  }
  if (key === 'Enter' && !shiftKey && !altKey) return 'send'
  if (key === 'ArrowUp' && plain && canRecall) return 'recall'
  if (key !== 'Escape') return null
  if (editing) return 'leave-edit'
  return running ? 'stop' : 'leave'
}
