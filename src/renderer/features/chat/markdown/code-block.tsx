import { useEffect, useState, type ReactNode } from 'react'
import { copyText } from '../../../copy-text.ts'
import { Button } from '../../../ui/button.tsx'

// More than this takes longer to colour than a person waits, and nobody reads it by its colours.
const COLOURED_CHARACTERS = 50_000

/** Code as it was written, with its language, in colours once it is whole. */
export const CodeBlock = ({ code, language, closed }: { readonly code: string; readonly language: string; readonly closed: boolean }) => {
  const [coloured, setColoured] = useState<{ readonly code: string; readonly nodes: ReactNode } | null>(null)
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!closed || language === '' || code.length > COLOURED_CHARACTERS) return
    let isOurs = true
    void import('./colour-code.ts').then(
      ({ colourCode }) => {
        const nodes = colourCode(code, language)
        if (isOurs && nodes) setColoured({ code, nodes })
      },
      // Without colours it is as readable.
      () => {},
    )
    return () => {
      isOurs = false
    }
  }, [code, language, closed])
  return (
    <div className="code">
      <div className="row code-head">
        <span className="grow xs t3">{language || 'Text'}</span>
        <Button small look="plain" onClick={() => void copyText(code).then(setCopied)}>
          {copied ? 'Copied' : 'Copy'}
          <span className="said"> this code</span>
        </Button>
      </div>
      <pre tabIndex={0} dir="ltr">
        <code>{coloured?.code === code ? coloured.nodes : code}</code>
      </pre>
    </div>
  )
}
