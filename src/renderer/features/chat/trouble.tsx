import type { Problem } from '../../../contract/errors.ts'
import { Button, buttonClass } from '../../ui/button.tsx'

const ELSEWHERE: Partial<Record<Problem['code'], { readonly href: string; readonly label: string }>> = {
  NO_MODEL: { href: '#/models', label: 'See the models' },
  MODEL_BROKEN: { href: '#/models', label: 'See the models' },
  NO_MEMORY: { href: '#/models', label: 'See the models' },
  FILE_GONE: { href: '#/models', label: 'See the models' },
  NO_KEY: { href: '#/privacy', label: 'See the keys' },
  BAD_KEY: { href: '#/privacy', label: 'See the keys' },
  NO_DESTINATION: { href: '#/privacy', label: 'See the destinations' },
  KEYCHAIN_FAILED: { href: '#/privacy', label: 'See the keys' },
  LOCAL_ONLY: { href: '#/privacy', label: 'See what may leave' },
  SETTINGS_BROKEN: { href: '#/settings', label: 'See the settings' },
}

/** An answer that did not come: what happened, what stays, and the next step. */
export const Trouble = ({ problem: { code, message, next }, kept, onAgain }: { readonly problem: Omit<Problem, 'next'> & { readonly next?: string | undefined }; readonly kept: boolean; readonly onAgain: () => void }) => {
  const elsewhere = ELSEWHERE[code]
  return (
    <div className="offer trouble">
      <b>{message}</b>
      <p className="sm t2">
        {next} {kept ? 'What had come stays above.' : 'Your turn stays as it is.'}
      </p>
      <div className="row wrap acts">
        <Button onClick={onAgain}>Again</Button>
        {elsewhere && (
          <a className={buttonClass({})} href={elsewhere.href}>
            {elsewhere.label}
          </a>
        )}
      </div>
    </div>
  )
}
