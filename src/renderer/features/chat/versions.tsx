import type { MessageId, ShownMessage } from '../../../contract/chat.ts'
import { IconButton } from '../../ui/button.tsx'

/** `2 of 3` with the ways to the others; nothing where there is one. */
export const Versions = ({ version: { index, of, ids }, onShow }: Pick<ShownMessage, 'version'> & { readonly onShow: (messageId: MessageId) => void }) => {
  const before = ids[index - 1]
  const after = ids[index + 1]
  if (of < 2) return null
  return (
    <span className="versions num" role="group" aria-label="Versions">
      <IconButton icon="right" className="turned tight" label="The version before" disabled={before === undefined} onClick={() => before !== undefined && onShow(before)} />
      {index + 1} of {of}
      <IconButton icon="right" className="tight" label="The version after" disabled={after === undefined} onClick={() => after !== undefined && onShow(after)} />
    </span>
  )
}
