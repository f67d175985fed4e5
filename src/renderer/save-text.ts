/** Hands a text, whole or in parts, to the person as a file, by the browser's own download. */
export const saveText = (fileName: string, text: string | readonly string[]): void => {
  const url = URL.createObjectURL(new Blob([text].flat(), { type: 'text/plain;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The download reads the URL after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
