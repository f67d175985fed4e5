/** One answer of the double, down to how its bytes reach the wire. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** Bytes a write; all at once without it. */
  readonly pieceBytes?: number
  /** Between two writes. */
  readonly pauseMs?: number
  /** The connection is cut after so many bytes of the body: no end, no last chunk. */
  readonly cutAfterBytes?: number
  /** After the last byte the answer stays open until the client leaves. */
  readonly hangs?: boolean
  /** Waited before the head. */
  readonly headAfterMs?: number
}

export const jsonReply = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify(value)),
})

/** Server-sent events as providers write them: named for Anthropic, without a name for OpenAI. */
export const eventsReply = (events: readonly { readonly event?: string; readonly data: string }[], headers: Readonly<Record<string, string>> = {}): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...headers },
  body: Buffer.from(events.map(({ event, data }) => `${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`).join('')),
})

/** Every byte in a write of its own, or `bytes` at a time. */
export const splitEvery = (reply: Reply, bytes = 1): Reply => ({ ...reply, pieceBytes: bytes })

/** A slow line: `bytes` at a time, with a pause between. */
export const drip = (reply: Reply, bytes: number, pauseMs: number): Reply => ({ ...reply, pieceBytes: bytes, pauseMs })

/** Lines end in CR LF, as some servers and proxies write them. */
export const crlf = (reply: Reply): Reply => ({ ...reply, body: Buffer.from(reply.body.toString('utf8').replaceAll('\n', '\r\n')) })

/** The connection breaks after the first occurrence of a text, or after a count of bytes. */
export const cutAfter = (reply: Reply, where: string | number): Reply => ({ ...reply, cutAfterBytes: placeOf(reply, where) })

/** The answer ends cleanly, but too early: the length of HTTP is right and the events are not all there. */
export const endAfter = (reply: Reply, where: string | number): Reply => ({ ...reply, body: reply.body.subarray(0, placeOf(reply, where)) })

/** The answer stops after the first occurrence of a text and the connection stays open. */
export const hangAfter = (reply: Reply, where: string | number): Reply => ({ ...endAfter(reply, where), hangs: true })

const placeOf = ({ body }: Reply, where: string | number): number => {
  if (typeof where === 'number') return where
  const at = body.indexOf(where)
  if (at < 0) throw new Error(`The answer has no “${where}”.`)
  return at + Buffer.byteLength(where)
}
