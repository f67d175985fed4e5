/** Puts a text on the clipboard; answers whether it is there. Under Electron the page is given no permissions, and copies as a selection is copied. */
export const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyAsSelection(text)
  }
}

const copyAsSelection = (text: string): boolean => {
  const copy = (event: ClipboardEvent): void => {
    event.preventDefault()
    event.clipboardData?.setData('text/plain', text)
  }
  document.addEventListener('copy', copy)
  try {
    // Deprecated, and the only way that asks for no permission.
    return document.execCommand('copy')
  } finally {
    document.removeEventListener('copy', copy)
  }
}
