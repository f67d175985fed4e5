import { IconButton } from '../../ui/button.tsx'

export interface Notice {
  readonly message: string
  readonly next?: string | undefined
  /** Where the person goes to mend it. */
  readonly href?: string
}

/** Something about what is being written, in words, above the field. */
export const NoticeLine = ({ notice: { message, next, href }, onClose }: { readonly notice: Notice; readonly onClose: () => void }) => (
  <div className="row sm notice-line" role="alert">
    <span className="grow break">
      <b className="medium">{message}</b> {next} {href && <a href={href}>See the models</a>}
    </span>
    <IconButton icon="x" label="Close this" className="tight" onClick={onClose} />
  </div>
)
