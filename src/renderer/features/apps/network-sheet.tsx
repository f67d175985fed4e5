import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/sheet.tsx'

interface Props {
  readonly place: string
  /** A certificate is named in the settings. */
  readonly hasTls: boolean
  readonly onOpen: () => void
  readonly onClose: () => void
}

/** Warns before the models are open to the network. The way that changes nothing comes first. */
export const NetworkSheet = ({ place, hasTls, onOpen, onClose }: Props) => (
  <Sheet title="Open the models to your network?" onClose={onClose}>
    <p className="below">
      Every device in the network of {place} can then reach the address. Who has a token of one of your apps can use the models from there; without a token nobody can, also where apps on {place} need none.
    </p>
    <p className="below t2">
      {hasTls
        ? 'What is sent is encrypted with the certificate that the settings name.'
        : 'What is sent can be read by others in the network, tokens too: no certificate is set. Name one in settings.yaml as api.tlsCertificate and api.tlsKey, and it is encrypted.'}
    </p>
    <div className="row wrap acts">
      <Button onClick={onClose}>Keep it on {place}</Button>
      <Button onClick={onOpen}>Open it to my network</Button>
    </div>
  </Sheet>
)
