export const isMac = navigator.platform.startsWith('Mac')

/** A shortcut as this machine writes it: `⌘F`, `Ctrl F`. */
export const shortcut = (key: string): string => (isMac ? `⌘${key}` : `Ctrl ${key}`)
