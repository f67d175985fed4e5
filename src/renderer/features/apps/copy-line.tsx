import { useState } from 'react'
import { Button } from '../../ui/button.tsx'

/** A line of text to take along, with the button that copies it. */
export const CopyLine = ({ label, text, copy }: { readonly label: string; readonly text: string; readonly copy: (text: string) => Promise<boolean> }) => {
  const [copied, setCopied] = useState<string | null>(null)
  return (
    <div className="row wrap copy-line">
      <span className="sm t2 copy-label">{label}</span>
      <span className="grow break mono">{text}</span>
      <Button small look="plain" onClick={() => void copy(text).then((done) => setCopied(done ? text : null))}>
        {copied === text ? 'Copied' : 'Copy'}
        <span className="said"> {label}</span>
      </Button>
    </div>
  )
}
