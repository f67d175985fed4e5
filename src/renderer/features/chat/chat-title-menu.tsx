import { Toolbar } from '../../ui/frame.tsx'
import type { TitleMenuProps } from './composer-slot.ts'

/** The chat's title, and the way to the other places. */
export const ChatTitleMenu = ({ head, places }: TitleMenuProps) => <Toolbar title={head?.title ?? 'Chat'} places={places} />
