import type { ShownMessage } from '../../../contract/chat.ts'
import { counted } from '../../words/sizes.ts'
import { Markdown } from './markdown/markdown.tsx'

/** Where the model no longer sees what stands above as it was. */
export const Mark = ({ message: { text, covers } }: { readonly message: ShownMessage }) => {
  const count = counted(covers ?? 0, 'message')
  return (
    <div className="mark-line">
      {text === '' ? (
        <p className="sm t3 num">Left out for the model above here: {count}. The file keeps them.</p>
      ) : (
        <details>
          <summary className="sm t3 num">Summed up here: {count}. The file keeps them.</summary>
          <div className="ai t2">
            <Markdown text={text} growing={false} />
          </div>
        </details>
      )}
    </div>
  )
}
