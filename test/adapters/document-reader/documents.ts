/** A PDF written by hand: one line of text a page, null for a page with nothing on it. */
export const pdfOf = (pages: readonly (string | null)[], options: { readonly title?: string; readonly locked?: boolean } = {}): Buffer => {
  const pageRefs = pages.map((_page, index) => `${4 + index * 2} 0 R`)
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pageRefs.join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    ...pages.flatMap((text, index) => {
      const content = text === null ? '' : `BT /F1 12 Tf 72 700 Td ${text.split('\n').map((line) => `(${line.replace(/[()\\]/g, '\\$&')}) Tj 0 -16 Td`).join(' ')} ET`
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + index * 2} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ]
    }),
    ...(options.title === undefined ? [] : [`<< /Title (${options.title}) >>`]),
  ]
  let body = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = body.length
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  // Check values that belong to no empty password.
  const lock = options.locked === true ? ` /Encrypt << /Filter /Standard /V 1 /R 2 /O <${'11'.repeat(32)}> /U <${'22'.repeat(32)}> /P -44 >> /ID [<${'33'.repeat(16)}> <${'33'.repeat(16)}>]` : ''
  const info = options.title === undefined ? '' : ` /Info ${objects.length} 0 R`
  return Buffer.from(`${body}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R${info}${lock} >>\nstartxref\n${body.length}\n%%EOF\n`, 'latin1')
}

const PARAGRAPH = 'The harbour was quiet that morning, and the boats lay still on water that hardly moved, while the town behind it woke up slowly.'

/** A saved page with an article among menus, and a script that must not run. */
export const ARTICLE_HTML = `<!doctype html><html><head><title>The harbour</title><script>globalThis.didRun = true</script></head><body>
<nav><a href="/">Start</a> <a href="/shop">Shop</a></nav><article><h1>The harbour</h1>${`<p>${PARAGRAPH}</p>`.repeat(6)}<ul><li>Boats</li><li>Nets</li></ul></article>
<footer>Imprint and privacy</footer><img src="https://tracker.example/pixel.gif"></body></html>`

/** A message with a text part, an HTML part and a file. */
export const MAIL = [
  'From: =?utf-8?q?Zo=C3=AB?= <zoe@example.org>', 'To: Ben <ben@example.org>', 'Date: Tue, 24 Nov 2026 10:00:00 +0000', 'Subject: The quote', 'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="b"', '', '--b', 'Content-Type: text/plain; charset=utf-8', '', 'Here is the quote we spoke of.', '--b',
  'Content-Type: application/pdf; name="quote.pdf"', 'Content-Disposition: attachment; filename="quote.pdf"', 'Content-Transfer-Encoding: base64', '', 'JVBERi0=', '--b--', '',
].join('\r\n')
