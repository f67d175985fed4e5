import { useState } from 'react'
import { copyText } from '../copy-text.ts'
import { Button, buttonClass } from './button.tsx'
import { Sheet } from './sheet.tsx'

/** Shows an address whole before anything opens it: the browser, and who runs the place, then know that it was asked for. */
export const OutsideSheet = ({ address, onClose }: { readonly address: string; readonly onClose: () => void }) => {
  const [copied, setCopied] = useState(false)
  const { protocol, host } = new URL(address)
  const isMail = protocol === 'mailto:'
  return (
    <Sheet title={isMail ? 'Write a mail?' : 'Open it in your browser?'} onClose={onClose}>
      <p className="below break mono">{address}</p>
      <p className="t2 below">{isMail ? 'Your mail program opens with this address.' : `${host} then knows that you came.`} Freehold itself sends nothing.</p>
      <div className="row wrap acts">
        {/* First, for a sheet gives the focus to its first control: doing nothing is what Return does. */}
        <Button onClick={onClose}>Stay here</Button>
        <Button onClick={() => void copyText(address).then(setCopied)}>{copied ? 'Copied' : 'Copy'}</Button>
        <a className={buttonClass({})} href={address} target="_blank" rel="noopener noreferrer" onClick={onClose}>
          {isMail ? 'Open the mail program' : 'Open in the browser'}
        </a>
      </div>
    </Sheet>
  )
}
