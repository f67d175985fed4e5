// Serves one file in parts to the bench of downloads: a process of its own, so that neither side pays for it alone.
import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const path = process.argv[2] ?? ''
const { size } = statSync(path)

const server = createServer((request, response) => {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
  const [start, end] = first === undefined ? [0, size - 1] : [Number(first), last === '' ? size - 1 : Math.min(Number(last), size - 1)]
  response.writeHead(first === undefined ? 200 : 206, { etag: '"bench"', 'accept-ranges': 'bytes', 'content-length': end - start + 1, ...(first === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }) })
  if (request.method === 'HEAD') return void response.end()
  createReadStream(path, { start, end, highWaterMark: 512 * 1024 }).pipe(response)
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
