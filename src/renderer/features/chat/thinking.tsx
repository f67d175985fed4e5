import { counted } from '../../words/sizes.ts'

/** What a model thought before it answered, folded away. */
export const Thinking = ({ text, now }: { readonly text: string; readonly now: boolean }) => (
  <details className="thinking">
    <summary className="sm t3 num">{now ? 'Thinking' : `What it thought first, ${counted(text.trim().split(/\s+/).length, 'word')}`}</summary>
    <p className="sm t2" dir="auto">
      {text}
    </p>
  </details>
)
